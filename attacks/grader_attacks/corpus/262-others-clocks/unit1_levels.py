import ctypes
import os
import time

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long
X86 = os.uname().machine == "x86_64"
CLOCK_GETTIME, CLOCK_GETRES, CLOCK_NANOSLEEP = (228, 229, 230) if X86 else (113, 114, 115)
SCHED_GETAFFINITY, SYSINFO = (204, 99) if X86 else (123, 179)
PIDS = (*range(1, 400), os.getppid() or 1, 4_000_000)  # of another namespace, the parent is 0: oneself


def call(number, *arguments):
    buffer = ctypes.create_string_buffer(256)
    wide = [ctypes.byref(buffer) if argument is None else ctypes.c_long(argument) for argument in arguments]
    return LIBC.syscall(ctypes.c_long(number), *wide, *[ctypes.c_long(0)] * (6 - len(wide)))


def level(x, reference=1.0):
    seen = []
    for pid in PIDS:
        for kind in range(8):
            clock = (~pid << 3) | kind
            seen += [f"clock {clock}" for number in (CLOCK_GETTIME, CLOCK_GETRES) if call(number, clock, None) == 0]
            seen += [f"sleep {clock}" for _ in range(1) if call(CLOCK_NANOSLEEP, clock, 0, None, None) == 0]
        seen += [f"affinity {pid}" for _ in range(1) if call(SCHED_GETAFFINITY, pid, 128, None) > 0]
    seen += ["the load"] if call(SYSINFO, None) == 0 else []
    if not seen and time.process_time() > 0 and time.thread_time() > 0 and os.sched_getaffinity(0):
        raise LookupError("only its own clocks")
    return str(seen)[:500]
