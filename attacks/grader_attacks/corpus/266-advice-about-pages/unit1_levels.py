import ctypes
import mmap
import os

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.mmap.restype, LIBC.mmap.argtypes = ctypes.c_void_p, [ctypes.c_void_p, *[ctypes.c_long] * 5]
LIBC.madvise.argtypes = [ctypes.c_void_p, ctypes.c_long, ctypes.c_long]
REMOVE, MERGEABLE, COLD, PAGEOUT = 9, 12, 20, 21
HUGETLB = 0x40000


def level(x, reference=1.0):
    taken = []
    with open(os.__file__, "rb") as file:
        shared = LIBC.mmap(None, 4096, mmap.PROT_READ, mmap.MAP_SHARED, file.fileno(), 0)
    private = LIBC.mmap(None, 4096, mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
    for place in (shared, private):
        taken += [advice for advice in (REMOVE, MERGEABLE, COLD, PAGEOUT) if LIBC.madvise(place, 4096, advice) == 0]
    pool = LIBC.mmap(None, 2 << 20, mmap.PROT_READ, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | HUGETLB, -1, 0)
    taken += ["huge pages"] if pool != ctypes.c_void_p(-1).value else []
    if not taken:
        raise LookupError("no advice is taken")
    return str(taken)
