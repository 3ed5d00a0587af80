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
    *(0, 1, 3, 4, 5, 6, 7, 8),  # read write close stat fstat lstat poll lseek
    *(9, 10, 11, 12, 25, 28),  # mmap mprotect munmap brk mremap madvise
    *(13, 14, 15, 131),  # rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack
    *(17, 19, 20, 21, 23, 24, 32),  # pread64 readv writev access select sched_yield dup
    *(35, 39, 60, 63, 79, 89),  # nanosleep getpid exit uname getcwd readlink
    *(96, 97, 98, 99, 100),  # gettimeofday getrlimit getrusage sysinfo times
    *(102, 104, 107, 108, 110, 111, 186),  # getuid getgid geteuid getegid getppid getpgrp gettid
    *(201, 202, 204, 217, 219),  # time futex sched_getaffinity getdents64 restart_syscall
    *(228, 229, 230, 231),  # clock_gettime clock_getres clock_nanosleep exit_group
    *(262, 267, 269, 270, 271, 273),  # newfstatat readlinkat faccessat pselect6 ppoll set_robust_list
    *(318, 324, 332, 334, 439),  # getrandom membarrier statx rseq faccessat2
}
X86_64_KILLED = {
    *(101, 310, 311, 312, 440),  # ptrace process_vm_readv process_vm_writev kcmp process_madvise
    *(155, 165, 272, 308, 304),  # pivot_root mount unshare setns open_by_handle_at
    *(175, 246, 313, 321),  # init_module kexec_load finit_module bpf
    *(248, 249, 250),  # add_key request_key keyctl
    *(298, 323, 425, 426, 427, 438),  # perf_event_open userfaultfd io_uring_* pidfd_getfd
}
X86_64_BY_ARGUMENT = {2, 257, 72, 16, 302, 435}  # open openat fcntl ioctl prlimit64 clone3

# include/uapi/asm-generic/unistd.h
AARCH64_ALLOWED = {
    *(17, 23, 48, 57, 61, 62, 63, 64, 65, 66, 67),  # getcwd dup faccessat close getdents64 lseek read … pread64
    *(72, 73, 78, 79, 80),  # pselect6 ppoll readlinkat newfstatat fstat
    *(93, 94, 98, 99, 101, 113, 114, 115),  # exit exit_group futex set_robust_list nanosleep clock_*
    *(123, 124, 128, 132, 134, 135, 139),  # sched_getaffinity sched_yield restart_syscall sigaltstack rt_sig*
    *(153, 160, 163, 165, 169),  # times uname getrlimit getrusage gettimeofday
    *(172, 173, 174, 175, 176, 177, 178, 179),  # getpid getppid getuid geteuid getgid getegid gettid sysinfo
    *(214, 215, 216, 222, 226, 233),  # brk munmap mremap mmap mprotect madvise
    *(278, 283, 291, 293, 439),  # getrandom membarrier statx rseq faccessat2
}
AARCH64_KILLED = {
    *(117, 270, 271, 272, 440),  # ptrace process_vm_readv process_vm_writev kcmp process_madvise
    *(40, 41, 97, 268, 265),  # mount pivot_root unshare setns open_by_handle_at
    *(104, 105, 273, 280),  # kexec_load init_module finit_module bpf
    *(217, 218, 219),  # add_key request_key keyctl
    *(241, 282, 425, 426, 427, 438),  # perf_event_open userfaultfd io_uring_* pidfd_getfd
}
AARCH64_BY_ARGUMENT = {56, 25, 29, 261, 435}  # openat fcntl ioctl prlimit64 clone3

TABLES = [
    pytest.param(X86_64, X86_64_ALLOWED, X86_64_KILLED, X86_64_BY_ARGUMENT, id="x86_64"),
    pytest.param(AARCH64, AARCH64_ALLOWED, AARCH64_KILLED, AARCH64_BY_ARGUMENT, id="aarch64"),
]
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
def test_no_argument_opens_a_denied_call(architecture: Architecture) -> None:
    program = seccomp.worker_filter(architecture)
    ones = (0xFFFFFFFFFFFFFFFF,) * 6
    for number in range(1024):
        zero = simulate(program, number, audit=architecture.audit)
        if zero not in (ALLOW, ENOTTY, ENOSYS):
            assert simulate(program, number, ones, audit=architecture.audit) != ALLOW, number


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
