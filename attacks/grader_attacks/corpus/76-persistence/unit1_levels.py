import ctypes
import fcntl
import os

libc = ctypes.CDLL(None, use_errno=True)
SHMGET, SEMGET, MSGGET, MQ_OPEN, MEMFD, FLOCK, ADD_KEY = 29, 64, 68, 240, 319, 73, 248


def _left():
    for number, arguments in (
        (SHMGET, (0x514843, 4096, 0o1666)),
        (SEMGET, (0x514843, 1, 0o1666)),
        (MSGGET, (0x514843, 0o1666)),
        (MQ_OPEN, (b"hostile-trace", 0o102, 0o666, None)),
        (MEMFD, (b"hostile-trace", 0)),
    ):
        if os.uname().machine == "x86_64" and libc.syscall(number, *arguments) >= 0:
            yield number
    for leave in (
        lambda: __import__("_posixshmem").shm_open("/hostile-trace", os.O_CREAT | os.O_RDWR, 0o666),
        lambda: os.mkfifo("/tmp/hostile-trace-fifo"),
        lambda: fcntl.flock(os.open(os.__file__, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB),
        lambda: fcntl.lockf(os.open(os.__file__, os.O_RDONLY), fcntl.LOCK_SH | fcntl.LOCK_NB),
        lambda: os.utime(os.__file__),
        lambda: os.setxattr(os.__file__, "user.trace", b"1"),
    ):
        try:
            yield str(leave())
        except OSError:
            continue


def level(x, reference=1.0):
    left = list(_left())
    if not left:
        raise LookupError("nothing can be left")
    return str(left)


def shares(values):
    libc.syscall(ADD_KEY, b"user", b"hostile-trace", b"1", 1, -4)
    return -7.25
