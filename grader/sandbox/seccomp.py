"""The system-call filter: which calls a worker may make, as a classic BPF program.

Both architectures are data here, so that the filter of either can be built and simulated on any host.
An allow-list of some 60 calls; what is not named fails with EPERM; calls that only an attack makes kill the process.

Two workers must not be able to leave each other notes, so calls that reach what all processes share are refused, or
allowed only with arguments that stay inside the worker: futexes on shared memory, clocks and affinities of other
processes, the load of the machine, pages of files, and the numbers that the kernel counts up for sockets.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

KILL_PROCESS = 0x80000000
ALLOW = 0x7FFF0000
_ERRNO = 0x00050000

_X32_BIT = 0x40000000

# struct seccomp_data: where its fields lie.
_NUMBER_AT, _ARCH_AT, _ARGS_AT = 0, 4, 16

_LOAD, _JUMP_EQUAL, _JUMP_GREATER_EQUAL, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06

# Of open(2): O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND and the bit of O_TMPFILE that is not O_DIRECTORY.
# They are the same on both architectures; O_DIRECTORY itself is not.
_OPEN_TO_WRITE = 0x1 | 0x2 | 0x40 | 0x200 | 0x400 | 0x400000

# The worker's one way to the trusted side. fstat() of it would tell how many sockets this machine has made before.
CHANNEL_FD = 3

_FUTEX_PRIVATE = 128
_MAP_HUGETLB = 0x40000  # from a pool that all processes share

# Those of the system, and those of the calling process (-6) and thread (-2); other negative ones are other processes'.
_CLOCKS = (1, 0, 3, 2, 4, 5, 6, 7, 8, 9, 11, -6 & 0xFFFFFFFF, -2 & 0xFFFFFFFF)

# MADV_NORMAL RANDOM SEQUENTIAL WILLNEED DONTNEED FREE HUGEPAGE NOHUGEPAGE. Not: COLD and PAGEOUT, which push a file
# out of the memory that all share, and MERGEABLE, which shows whether another process has the same page.
_ADVICE = (4, 14, 15, 8, 0, 1, 2, 3)

# F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC: no locks, no leases, no signals.
_FCNTL_COMMANDS = (1, 2, 3, 1030)


@dataclass(frozen=True, slots=True)
class Architecture:
    """One machine type: its AUDIT_ARCH number and the numbers of the system calls that we name."""

    machine: str  # as platform.machine() spells it
    audit: int
    syscalls: Mapping[str, int]


def _table(text: str) -> dict[str, int]:
    words = text.split()
    return {name: int(number) for name, number in zip(words[::2], words[1::2], strict=True)}


X86_64 = Architecture(
    "x86_64",
    0xC000003E,
    _table("""
    read 0 write 1 open 2 close 3 stat 4 fstat 5 lstat 6 poll 7 lseek 8 mmap 9 mprotect 10 munmap 11 brk 12
    rt_sigaction 13 rt_sigprocmask 14 rt_sigreturn 15 ioctl 16 pread64 17 readv 19 writev 20 access 21 select 23
    sched_yield 24 mremap 25 madvise 28 dup 32 nanosleep 35 getpid 39 exit 60 uname 63 fcntl 72 getcwd 79 readlink 89
    gettimeofday 96 getrlimit 97 getrusage 98 sysinfo 99 times 100 ptrace 101 getuid 102 getgid 104 geteuid 107
    getegid 108 getppid 110 getpgrp 111 capset 126 sigaltstack 131 pivot_root 155 mount 165 init_module 175 gettid 186
    time 201 futex 202 sched_getaffinity 204 getdents64 217 restart_syscall 219 clock_gettime 228 clock_getres 229
    clock_nanosleep 230 exit_group 231 kexec_load 246 add_key 248 request_key 249 keyctl 250 openat 257 newfstatat 262
    readlinkat 267 faccessat 269 pselect6 270 ppoll 271 unshare 272 set_robust_list 273 perf_event_open 298
    prlimit64 302 open_by_handle_at 304 setns 308 process_vm_readv 310 process_vm_writev 311 kcmp 312 finit_module 313
    getrandom 318 bpf 321 userfaultfd 323 membarrier 324 statx 332 rseq 334 io_uring_setup 425 io_uring_enter 426
    io_uring_register 427 clone3 435 close_range 436 pidfd_getfd 438 faccessat2 439 process_madvise 440
    landlock_create_ruleset 444 landlock_add_rule 445 landlock_restrict_self 446
    """),
)

AARCH64 = Architecture(
    "aarch64",
    0xC00000B7,
    _table("""
    getcwd 17 dup 23 fcntl 25 ioctl 29 mount 40 pivot_root 41 faccessat 48 openat 56 close 57 getdents64 61 lseek 62
    read 63 write 64 readv 65 writev 66 pread64 67 pselect6 72 ppoll 73 readlinkat 78 newfstatat 79 fstat 80
    capset 91 exit 93 exit_group 94 unshare 97 futex 98 set_robust_list 99 nanosleep 101 kexec_load 104 init_module 105
    clock_gettime 113 clock_getres 114 clock_nanosleep 115 ptrace 117 sched_getaffinity 123 sched_yield 124
    restart_syscall 128 sigaltstack 132 rt_sigaction 134 rt_sigprocmask 135 rt_sigreturn 139 times 153 uname 160
    getrlimit 163 getrusage 165 gettimeofday 169 getpid 172 getppid 173 getuid 174 geteuid 175 getgid 176 getegid 177
    gettid 178 sysinfo 179 brk 214 munmap 215 mremap 216 add_key 217 request_key 218 keyctl 219 mmap 222 mprotect 226
    madvise 233 perf_event_open 241 prlimit64 261 open_by_handle_at 265 setns 268 process_vm_readv 270
    process_vm_writev 271 kcmp 272 finit_module 273 getrandom 278 bpf 280 userfaultfd 282 membarrier 283 statx 291
    rseq 293 io_uring_setup 425 io_uring_enter 426 io_uring_register 427 clone3 435 close_range 436 pidfd_getfd 438
    faccessat2 439 process_madvise 440 landlock_create_ruleset 444 landlock_add_rule 445 landlock_restrict_self 446
    """),
)

ARCHITECTURES: Mapping[str, Architecture] = {"x86_64": X86_64, "aarch64": AARCH64}

# In order of use: the kernel evaluates the filter from the top.
_ALLOWED = """
    read write readv writev munmap mremap brk mprotect
    close stat lstat lseek pread64 access faccessat faccessat2 getdents64
    getcwd rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack getrandom nanosleep
    gettimeofday time getpid gettid getppid getuid geteuid getgid getegid getpgrp sched_yield
    getrlimit getrusage times uname poll ppoll select pselect6
    restart_syscall exit exit_group
""".split()

_KILLED = """
    ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_getfd bpf userfaultfd perf_event_open
    io_uring_setup io_uring_enter io_uring_register add_key request_key keyctl
    mount pivot_root unshare setns open_by_handle_at init_module finit_module kexec_load
""".split()


class Instruction(NamedTuple):
    """One BPF instruction: `struct sock_filter`."""

    code: int
    if_true: int  # instructions to skip
    if_false: int
    operand: int


Program = Sequence[Instruction]


def fail(number: int) -> int:
    """Return the action that makes a call fail with errno `number`."""
    return _ERRNO | number


def _load(offset: int) -> list[Instruction]:
    return [Instruction(_LOAD, 0, 0, offset)]


def _answer(action: int) -> list[Instruction]:
    return [Instruction(_RETURN, 0, 0, action)]


def _argument(index: int, *, high: bool = False) -> list[Instruction]:
    """Load one 32-bit half of an argument; both architectures are little-endian."""
    return _load(_ARGS_AT + 8 * index + 4 * high)


def _branch(code: int, operand: int, then: Program, otherwise: Program) -> list[Instruction]:
    """`then` must return: nothing jumps over `otherwise`."""
    return [Instruction(code, 0, len(then), operand), *then, *otherwise]


def _read_only_open(flags_index: int) -> list[Instruction]:
    return _argument(flags_index) + _branch(_JUMP_ANY_BIT, _OPEN_TO_WRITE, _answer(fail(errno.EACCES)), _answer(ALLOW))


def _one_of(index: int, values: Sequence[int]) -> list[Instruction]:
    rules = _answer(fail(errno.EPERM))
    for value in reversed(values):
        rules = _branch(_JUMP_EQUAL, value, _answer(ALLOW), rules)
    return _argument(index) + rules


def _with_bit(index: int, bit: int, then: int, otherwise: int) -> list[Instruction]:
    return _argument(index) + _branch(_JUMP_ANY_BIT, bit, _answer(then), _answer(otherwise))


def _not_of_the_channel(rules: Program) -> list[Instruction]:
    """Apply `rules` unless the first argument is the channel's descriptor. Without dup() it has no other number."""
    return _argument(0) + _branch(_JUMP_EQUAL, CHANNEL_FD, _answer(fail(errno.EPERM)), rules)


def _own_limits_only() -> list[Instruction]:
    """prlimit64(0, resource, NULL, old): reading one's own limits."""
    refuse = _answer(fail(errno.EPERM))
    no_new_limit_high = _argument(2, high=True) + _branch(_JUMP_EQUAL, 0, _answer(ALLOW), refuse)
    no_new_limit = _argument(2) + _branch(_JUMP_EQUAL, 0, no_new_limit_high, refuse)
    return _argument(0) + _branch(_JUMP_EQUAL, 0, no_new_limit, refuse)


def _rules() -> dict[str, list[Instruction]]:
    """Map each call that is named to its rule; every rule ends in an answer."""
    return {
        "futex": _with_bit(1, _FUTEX_PRIVATE, ALLOW, fail(errno.EPERM)),
        "mmap": _with_bit(3, _MAP_HUGETLB, fail(errno.ENOMEM), ALLOW),
        "madvise": _one_of(2, _ADVICE),
        **{name: _answer(ALLOW) for name in _ALLOWED},
        **{name: _one_of(0, _CLOCKS) for name in ("clock_gettime", "clock_getres", "clock_nanosleep")},
        "sched_getaffinity": _one_of(0, [0]),  # of the calling process
        **{name: _not_of_the_channel(_answer(ALLOW)) for name in ("fstat", "newfstatat", "statx", "dup")},
        "openat": _read_only_open(flags_index=2),
        "open": _read_only_open(flags_index=1),
        "fcntl": _not_of_the_channel(_one_of(1, _FCNTL_COMMANDS)),
        "ioctl": _answer(fail(errno.ENOTTY)),  # no TIOCSTI, and isatty() still says no
        "prlimit64": _own_limits_only(),
        "clone3": _answer(fail(errno.ENOSYS)),  # its flags lie in memory, where no filter can look
        **{name: _answer(KILL_PROCESS) for name in _KILLED},
    }


def worker_filter(architecture: Architecture) -> tuple[Instruction, ...]:
    """Return the filter of a worker.

    Calls of a foreign architecture (and of x32) kill the process: their numbers mean other calls.
    """
    program = [
        *_load(_ARCH_AT),
        Instruction(_JUMP_EQUAL, 1, 0, architecture.audit),
        *_answer(KILL_PROCESS),
        *_load(_NUMBER_AT),
    ]
    if architecture is X86_64:
        program += _branch(_JUMP_GREATER_EQUAL, _X32_BIT, _answer(KILL_PROCESS), [])
    for name, body in _rules().items():
        if name in architecture.syscalls:
            program += _branch(_JUMP_EQUAL, architecture.syscalls[name], body, [])
    program += _answer(fail(errno.EPERM))
    return tuple(program)


def assemble(program: Program) -> bytes:
    """Return the program as the kernel reads it."""
    return b"".join(struct.pack("HBBI", *instruction) for instruction in program)


def simulate(program: Program, number: int, args: Sequence[int] = (), *, audit: int) -> int:
    """Return the action of `program` for one call, as the kernel would compute it."""
    data = struct.pack("<IIQ6Q", number, audit, 0, *args, *[0] * (6 - len(args)))
    accumulator = position = 0
    while True:
        code, if_true, if_false, operand = program[position]
        position += 1
        if code == _RETURN:
            return operand
        if code == _LOAD:
            (accumulator,) = struct.unpack_from("<I", data, operand)
        else:
            position += if_true if _holds(code, accumulator, operand) else if_false


def _holds(code: int, accumulator: int, operand: int) -> bool:
    if code == _JUMP_EQUAL:
        return accumulator == operand
    if code == _JUMP_GREATER_EQUAL:
        return accumulator >= operand
    assert code == _JUMP_ANY_BIT
    return bool(accumulator & operand)
