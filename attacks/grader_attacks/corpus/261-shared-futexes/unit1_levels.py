import ctypes
import mmap
import os

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long
LIBC.mmap.restype, LIBC.mmap.argtypes = ctypes.c_void_p, [ctypes.c_void_p, *[ctypes.c_long] * 5]
FUTEX = 202 if os.uname().machine == "x86_64" else 98
WAKE, WAKE_BITSET, REQUEUE, CLOCK = 1, 10, 3, 256
NEWER = (449, 454, 455, 456)  # futex_waitv, futex_wake, futex_wait, futex_requeue


def call(number, *arguments):
    return LIBC.syscall(*map(ctypes.c_long, (number, *arguments, *[0] * (6 - len(arguments)))))


def level(x, reference=1.0):
    woken = []
    with open(os.__file__, "rb") as file:
        address = LIBC.mmap(None, 4096, mmap.PROT_READ, mmap.MAP_SHARED, file.fileno(), 0)
    for operation in (WAKE, WAKE_BITSET, REQUEUE, WAKE | CLOCK, WAKE_BITSET | CLOCK):
        if call(FUTEX, address, operation, 1, 0, 0, 0xFFFFFFFF) >= 0:
            woken.append(operation)
    woken += [number for number in NEWER if call(number, address, 1, 1, 0) >= 0]
    if not woken:
        raise LookupError("nobody can be woken")
    return str(woken)
