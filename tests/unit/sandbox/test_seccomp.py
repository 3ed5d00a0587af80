"""The filter, simulated over every system call of both architectures.

The expectation is written in numbers of the kernel's tables, by hand, so that neither a wrong number nor a wrong jump
in the filter can hide.
"""

from __future__ import annotations

import errno

import pytest

from grader.sandbox import seccomp
from grader.sandbox.seccomp import AARCH64, ALLOW, KILL_PROCESS, X86_64, Architecture, fail, simulate

EPERM, EACCES, ENOTTY, ENOSYS = fail(errno.EPERM), fail(errno.EACCES), fail(errno.ENOTTY), fail(errno.ENOSYS)

# arch/x86/entry/syscalls/syscall_64.tbl
X86_64_ALLOWED = {
    *(0, 1, 3, 4, 6, 7, 8),  # read write close stat lstat poll lseek
    *(10, 11, 12, 25),  # mprotect munmap brk mremap
    *(13, 14, 15, 131),  # rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack
    *(17, 19, 20, 21, 23, 24),  # pread64 readv writev access select sched_yield
    *(35, 39, 60, 63, 79),  # nanosleep getpid exit uname getcwd
    *(96, 97, 98, 100),  # gettimeofday getrlimit getrusage times
    *(102, 104, 107, 108, 110, 111, 186),  # getuid getgid geteuid getegid getppid getpgrp gettid
    *(201, 217, 219, 231),  # time getdents64 restart_syscall exit_group
    *(269, 270, 271, 318, 439),  # faccessat pselect6 ppoll getrandom faccessat2
}
X86_64_KILLED = {
    *(101, 310, 311, 312, 440),  # ptrace process_vm_readv process_vm_writev kcmp process_madvise
    *(155, 165, 272, 308, 304),  # pivot_root mount unshare setns open_by_handle_at
    *(175, 246, 313, 321),  # init_module kexec_load finit_module bpf
    *(248, 249, 250),  # add_key request_key keyctl
    *(298, 323, 425, 426, 427, 438),  # perf_event_open userfaultfd io_uring_* pidfd_getfd
}
X86_64_BY_ARGUMENT = {
    *(2, 257, 72, 16, 302, 435),  # open openat fcntl ioctl prlimit64 clone3
    *(202, 9, 28, 204),  # futex mmap madvise sched_getaffinity
    *(228, 229, 230),  # clock_gettime clock_getres clock_nanosleep
    *(5, 262, 332, 32),  # fstat newfstatat statx dup
}

# include/uapi/asm-generic/unistd.h
AARCH64_ALLOWED = {
    *(17, 48, 57, 61, 62, 63, 64, 65, 66, 67),  # getcwd faccessat close getdents64 lseek read … pread64
    *(72, 73),  # pselect6 ppoll
    *(93, 94, 101),  # exit exit_group nanosleep
    *(124, 128, 132, 134, 135, 139),  # sched_yield restart_syscall sigaltstack rt_sig*
    *(153, 160, 163, 165, 169),  # times uname getrlimit getrusage gettimeofday
    *(172, 173, 174, 175, 176, 177, 178),  # getpid getppid getuid geteuid getgid getegid gettid
    *(214, 215, 216, 226),  # brk munmap mremap mprotect
    *(278, 439),  # getrandom faccessat2
}
AARCH64_KILLED = {
    *(117, 270, 271, 272, 440),  # ptrace process_vm_readv process_vm_writev kcmp process_madvise
    *(40, 41, 97, 268, 265),  # mount pivot_root unshare setns open_by_handle_at
    *(104, 105, 273, 280),  # kexec_load init_module finit_module bpf
    *(217, 218, 219),  # add_key request_key keyctl
    *(241, 282, 425, 426, 427, 438),  # perf_event_open userfaultfd io_uring_* pidfd_getfd
}
AARCH64_BY_ARGUMENT = {
    *(56, 25, 29, 261, 435),  # openat fcntl ioctl prlimit64 clone3
    *(98, 222, 233, 123),  # futex mmap madvise sched_getaffinity
    *(113, 114, 115),  # clock_gettime clock_getres clock_nanosleep
    *(80, 79, 291, 23),  # fstat newfstatat statx dup
}

TABLES = [
    pytest.param(X86_64, X86_64_ALLOWED, X86_64_KILLED, X86_64_BY_ARGUMENT, id="x86_64"),
    pytest.param(AARCH64, AARCH64_ALLOWED, AARCH64_KILLED, AARCH64_BY_ARGUMENT, id="aarch64"),
]
LISTS = {
    "x86_64": (X86_64_ALLOWED, X86_64_BY_ARGUMENT),
    "aarch64": (AARCH64_ALLOWED, AARCH64_BY_ARGUMENT),
}
BOTH = pytest.mark.parametrize("architecture", [X86_64, AARCH64], ids=lambda item: item.machine)

I386_AUDIT, ARM_AUDIT = 0x40000003, 0x40000028


def action(architecture: Architecture, number: int, *args: int) -> int:
    return simulate(seccomp.worker_filter(architecture), number, args, audit=architecture.audit)


@pytest.mark.parametrize(("architecture", "allowed", "killed", "by_argument"), TABLES)
def test_every_system_call(
    architecture: Architecture, allowed: set[int], killed: set[int], by_argument: set[int]
) -> None:
    program = seccomp.worker_filter(architecture)
    actions = {
        number: simulate(program, number, audit=architecture.audit)
        for number in range(1024)
        if number not in by_argument
    }
    assert {number for number, what in actions.items() if what == ALLOW} == allowed
    assert {number for number, what in actions.items() if what == KILL_PROCESS} == killed
    assert {what for number, what in actions.items() if number not in allowed | killed} == {EPERM}


@BOTH
@pytest.mark.parametrize("value", [0, 1, 2, 3, 4, 0x80, 0x40000, 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF])
def test_no_argument_opens_a_denied_call(architecture: Architecture, value: int) -> None:
    """What is neither allowed nor decided by an argument is refused whatever its arguments are."""
    (allowed, by_argument), program = LISTS[architecture.machine], seccomp.worker_filter(architecture)
    opened = {
        number for number in range(1024) if simulate(program, number, (value,) * 6, audit=architecture.audit) == ALLOW
    }
    assert allowed <= opened <= allowed | by_argument


@BOTH
@pytest.mark.parametrize("audit", [I386_AUDIT, ARM_AUDIT, 0, 0xC00000F3])
def test_a_foreign_architecture_is_killed(architecture: Architecture, audit: int) -> None:
    program = seccomp.worker_filter(architecture)
    assert {simulate(program, number, audit=audit) for number in range(1024)} == {KILL_PROCESS}


def test_each_architecture_is_foreign_to_the_other() -> None:
    assert simulate(seccomp.worker_filter(X86_64), 0, audit=AARCH64.audit) == KILL_PROCESS
    assert simulate(seccomp.worker_filter(AARCH64), 63, audit=X86_64.audit) == KILL_PROCESS


def test_x32_is_killed() -> None:
    program = seccomp.worker_filter(X86_64)
    numbers = [0x40000000 + number for number in range(1024)] + [0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]
    assert {simulate(program, number, audit=X86_64.audit) for number in numbers} == {KILL_PROCESS}


OPEN_FLAGS = [
    pytest.param(0o0, ALLOW, id="O_RDONLY"),
    pytest.param(0o2000000, ALLOW, id="O_CLOEXEC"),
    pytest.param(0o200000, ALLOW, id="O_DIRECTORY on x86_64"),
    pytest.param(0o40000, ALLOW, id="O_DIRECTORY on aarch64"),
    pytest.param(0o1, EACCES, id="O_WRONLY"),
    pytest.param(0o2, EACCES, id="O_RDWR"),
    pytest.param(0o3, EACCES, id="both"),
    pytest.param(0o100, EACCES, id="O_CREAT"),
    pytest.param(0o1000, EACCES, id="O_TRUNC"),
    pytest.param(0o2000, EACCES, id="O_APPEND"),
    pytest.param(0o20200000, EACCES, id="O_TMPFILE on x86_64"),
    pytest.param(0o20040000, EACCES, id="O_TMPFILE on aarch64"),
    pytest.param(0o2000101, EACCES, id="O_CLOEXEC with O_CREAT and O_WRONLY"),
]


@pytest.mark.parametrize(("flags", "expected"), OPEN_FLAGS)
def test_files_are_opened_to_read_only(flags: int, expected: int) -> None:
    assert action(X86_64, 257, 0, 0, flags) == expected  # openat
    assert action(X86_64, 2, 0, flags) == expected  # open
    assert action(AARCH64, 56, 0, 0, flags) == expected


def test_openat2_and_creat_are_denied() -> None:
    assert action(X86_64, 437) == action(AARCH64, 437) == EPERM
    assert action(X86_64, 85) == EPERM


@pytest.mark.parametrize(("architecture", "fcntl"), [(X86_64, 72), (AARCH64, 25)])
def test_fcntl_has_four_commands(architecture: Architecture, fcntl: int) -> None:
    allowed = {command for command in range(2048) if action(architecture, fcntl, 0, command) == ALLOW}
    assert allowed == {1, 2, 3, 1030}  # F_GETFD F_SETFD F_GETFL F_DUPFD_CLOEXEC
    assert action(architecture, fcntl, 0, 6) == EPERM  # F_SETLK
    assert action(architecture, fcntl, 0, 1033) == EPERM  # F_ADD_SEALS


@pytest.mark.parametrize(("architecture", "prlimit64"), [(X86_64, 302), (AARCH64, 261)])
def test_own_limits_can_be_read_and_nothing_else(architecture: Architecture, prlimit64: int) -> None:
    def limits(pid: int, new: int, old: int = 0x1000) -> int:
        return action(architecture, prlimit64, pid, 9, new, old)

    assert limits(0, 0) == ALLOW
    assert limits(1, 0) == EPERM  # another process
    assert limits(0, 0x1000) == EPERM  # setting
    assert limits(0, 0x7FFF_0000_0000) == EPERM  # setting, from an address whose lower half is zero
    assert limits(0xFFFFFFFF, 0) == EPERM


@pytest.mark.parametrize(("architecture", "ioctl"), [(X86_64, 16), (AARCH64, 29)])
@pytest.mark.parametrize("request_number", [0, 0x5401, 0x5412, 0xFFFFFFFF])
def test_nothing_is_a_terminal(architecture: Architecture, ioctl: int, request_number: int) -> None:
    assert action(architecture, ioctl, 0, request_number) == ENOTTY


@pytest.mark.parametrize(("architecture", "futex"), [(X86_64, 202), (AARCH64, 98)])
def test_a_futex_is_private(architecture: Architecture, futex: int) -> None:
    """Otherwise two workers could wait for each other on a file that both only read."""
    allowed = {operation for operation in range(1024) if action(architecture, futex, 0x1000, operation) == ALLOW}
    assert allowed == {operation for operation in range(1024) if operation & 128}
    assert {action(architecture, number) for number in (449, 454, 455, 456)} == {EPERM}  # futex_waitv, _wake, …


# clockid_t: what is below 0 holds a process, a thread or a file, inverted, and in its last three bits what of it.
SYSTEM_CLOCKS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11}
OWN_CLOCKS = {(~0 << 3) | 2, (~0 << 3) | 6}  # CPU time of the process that asks, and of its thread


@pytest.mark.parametrize(
    ("architecture", "numbers"), [(X86_64, (228, 229, 230)), (AARCH64, (113, 114, 115))], ids=["x86_64", "aarch64"]
)
def test_clocks_are_the_systems_and_ones_own(architecture: Architecture, numbers: tuple[int, ...]) -> None:
    for number in numbers:
        for sign in (0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF):  # as a 32-bit and as a 64-bit argument
            asked = {clock for clock in range(-3000, 64) if action(architecture, number, clock & sign) == ALLOW}
            assert asked == SYSTEM_CLOCKS | OWN_CLOCKS
        assert action(architecture, number, ((~4_000_000 << 3) | 2) & 0xFFFFFFFF) == EPERM


@pytest.mark.parametrize(("architecture", "sched_getaffinity"), [(X86_64, 204), (AARCH64, 123)])
def test_the_affinity_is_ones_own(architecture: Architecture, sched_getaffinity: int) -> None:
    asked = {pid for pid in range(5000) if action(architecture, sched_getaffinity, pid, 128, 0x1000) == ALLOW}
    assert asked == {0}
    assert action(architecture, sched_getaffinity, 0xFFFFFFFF) == EPERM


@pytest.mark.parametrize(("architecture", "madvise"), [(X86_64, 28), (AARCH64, 233)])
def test_advice_is_about_ones_own_memory(architecture: Architecture, madvise: int) -> None:
    allowed = {advice for advice in range(256) if action(architecture, madvise, 0x1000, 4096, advice) == ALLOW}
    # NORMAL RANDOM SEQUENTIAL WILLNEED DONTNEED FREE HUGEPAGE NOHUGEPAGE; not REMOVE, MERGEABLE, COLD, PAGEOUT
    assert allowed == {0, 1, 2, 3, 4, 8, 14, 15}


@pytest.mark.parametrize(("architecture", "mmap"), [(X86_64, 9), (AARCH64, 222)])
def test_huge_pages_come_from_no_common_pool(architecture: Architecture, mmap: int) -> None:
    def mapped(flags: int) -> int:
        return action(architecture, mmap, 0, 1 << 21, 3, flags, 0xFFFFFFFFFFFFFFFF, 0)

    assert mapped(0x22) == mapped(0x4022) == mapped(0x1) == ALLOW  # private; not reserved; shared, of a file
    assert mapped(0x40022) == mapped(0x40022 | 21 << 26) == fail(errno.ENOMEM)


@pytest.mark.parametrize(
    ("architecture", "numbers"),
    [(X86_64, (5, 262, 332, 32, 72)), (AARCH64, (80, 79, 291, 23, 25))],
    ids=["x86_64", "aarch64"],
)
def test_the_channel_tells_nothing_and_has_one_number(architecture: Architecture, numbers: tuple[int, ...]) -> None:
    """Such as fstat, newfstatat, statx, dup, fcntl of descriptor 3: its inode counts the sockets of this machine."""
    for number in numbers:
        refused = {fd for fd in range(-1, 64) if action(architecture, number, fd & 0xFFFFFFFF, 1) == EPERM}
        assert refused == {3}
        assert action(architecture, number, (1 << 32) + 3, 1) == EPERM  # a descriptor has 32 bits


@pytest.mark.parametrize(
    ("architecture", "numbers"),
    [
        pytest.param(X86_64, (89, 267, 99, 273, 324, 334, 33, 292, 27, 221), id="x86_64"),
        pytest.param(AARCH64, (78, 179, 99, 283, 293, 24, 232, 223), id="aarch64"),
    ],
)
def test_what_all_processes_share_is_not_asked_for(architecture: Architecture, numbers: tuple[int, ...]) -> None:
    """Such as readlink, sysinfo, set_robust_list, membarrier, rseq, dup2, dup3, mincore, fadvise64."""
    assert {action(architecture, number) for number in numbers} == {EPERM}


@BOTH
def test_clone3_does_not_exist(architecture: Architecture) -> None:
    assert action(architecture, 435, 0, 88) == ENOSYS


@pytest.mark.parametrize(
    ("architecture", "numbers"),
    [
        pytest.param(X86_64, (56, 57, 58, 59, 322, 41, 42, 49, 62, 200, 234, 319, 29, 68, 240, 90, 73), id="x86_64"),
        pytest.param(AARCH64, (220, 221, 281, 198, 203, 200, 129, 130, 131, 279, 194, 186, 180, 52, 32), id="aarch64"),
    ],
)
def test_the_well_known_ways_out_fail(architecture: Architecture, numbers: tuple[int, ...]) -> None:
    """Such as clone, fork, execve, socket, connect, kill, tgkill, memfd_create, shmget, mq_open, chmod, flock."""
    assert {action(architecture, number) for number in numbers} == {EPERM}


@BOTH
def test_jumps_stay_inside_and_every_path_ends(architecture: Architecture) -> None:
    program = seccomp.worker_filter(architecture)
    assert len(program) <= 4096
    for position, instruction in enumerate(program):
        furthest = position + 1 + max(instruction.if_true, instruction.if_false)
        assert instruction.code == 0x06 or furthest < len(program)
        assert 0 <= instruction.if_true < 256
        assert 0 <= instruction.if_false < 256


def test_instructions_are_eight_bytes() -> None:
    program = seccomp.worker_filter(X86_64)
    code = seccomp.assemble(program)
    assert len(code) == 8 * len(program)
    assert code[:8] == bytes.fromhex("20 00 00 00 04 00 00 00")  # A = the architecture
