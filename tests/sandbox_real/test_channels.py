"""Two submissions cannot leave each other notes: what a worker does is not seen by the next one, nor by one beside it.

What no filter closes, and how many bits it carries, is measured by benchmarks/covert_channels.py.
"""

from __future__ import annotations

import ctypes
import mmap
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.model import Level, Limits
from grader.sandbox.client import Returned, Sandbox, Worker
from grader.sandbox.zygote import Confinement

Student = Callable[..., Worker]

PAGE = mmap.PAGESIZE
# What every test's student has: a system call by its number, answered with its errno.
PRELUDE = """
import ctypes, os, sys
_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
X86 = os.uname().machine == "x86_64"
def call(x86, aarch64, *args):
    number = x86 if X86 else aarch64
    wide = [arg if isinstance(arg, bytes) else ctypes.c_long(arg) for arg in args]
    result = _libc.syscall(ctypes.c_long(number), *wide, *[ctypes.c_long(0)] * (6 - len(wide)))
    return -ctypes.get_errno() if result == -1 else result
"""
EPERM, ENOSYS = -1, -38


def value(worker: Worker, name: str, *args: object) -> Any:
    result = worker.call("unit1", name, args, {}, seconds=10.0)
    assert isinstance(result, Returned), result
    return result.value


def test_a_futex_on_a_file_that_both_read_is_refused(student: Student) -> None:
    worker = student(
        unit1=PRELUDE
        + """
import mmap
def futex(operation):
    with open(os.__file__, "rb") as file:
        shared = _libc.mmap
        shared.restype, shared.argtypes = ctypes.c_void_p, [ctypes.c_void_p, *[ctypes.c_long] * 5]
        address = shared(None, 4096, mmap.PROT_READ, mmap.MAP_SHARED, file.fileno(), 0)
    return call(202, 98, address, operation, 1)
def private(operation):
    word = ctypes.c_int(7)
    return call(202, 98, ctypes.addressof(word), operation | 128, 1)
"""
    )
    for operation in (0, 1, 3, 4, 9, 10):  # WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAIT_BITSET, WAKE_BITSET
        assert value(worker, "futex", operation) == EPERM
        assert value(worker, "futex", operation | 256) == EPERM
    assert value(worker, "private", 1) == 0  # nobody was woken


def test_clocks_and_affinities_are_ones_own(student: Student) -> None:
    worker = student(
        unit1=PRELUDE
        + """
import time
def clocks(pids):
    buffer = bytes(16)
    return sum(call(228, 113, (~pid << 3) | kind, buffer) == 0 for pid in pids for kind in (0, 1, 2, 3, 4, 5, 6))
def affinities(pids):
    return sum(call(204, 123, pid, 128, bytes(128)) > 0 for pid in pids)
def own():
    return time.process_time() > 0, time.thread_time() > 0, time.perf_counter() > 0, len(os.sched_getaffinity(0)) > 0
"""
    )
    pids = [int(name) for name in os.listdir("/proc") if name.isdecimal()]  # noqa: PTH208
    assert value(worker, "clocks", [pid for pid in [*pids, *range(1, 300)] if pid]) == 0
    assert value(worker, "affinities", [*pids, *range(1, 300)]) == 0
    assert value(worker, "own") == (True, True, True, True)


def test_the_load_of_the_machine_and_the_targets_of_links_are_not_told(student: Student) -> None:
    worker = student(
        unit1=PRELUDE
        + """
def asked():
    links = [call(89, -1, b"/proc/self", bytes(64), 64) if X86 else -1, call(267, 78, -100, b"/lib", bytes(64), 64)]
    return [call(99, 179, bytes(128)), *links, call(324, 283, 1, 0, 0), call(27, 232, 0, 4096, bytes(1))]
"""
    )
    assert value(worker, "asked") == [EPERM] * 5  # sysinfo, readlink, readlinkat, membarrier, mincore


def test_the_channel_does_not_say_how_many_sockets_there_were(student: Student) -> None:
    """Its inode is counted up: it would tell how often the workers before this one have died."""
    worker = student(
        unit1=PRELUDE
        + """
def asked():
    buffer = bytes(256)
    return [
        call(5, 80, 3, buffer), call(262, 79, 3, b"", buffer, 0x1000), call(332, 291, 3, b"", 0x1000, 0xFFF, buffer),
        call(32, 23, 3), call(72, 25, 3, 0, 10), call(72, 25, 3, 1030, 10), call(72, 25, 3, 1),
    ]
def dup_of_another():
    with open(os.__file__, "rb") as file:
        return os.fstat(os.dup(file.fileno())).st_size > 0
"""
    )
    assert value(worker, "asked") == [EPERM] * 7
    assert value(worker, "dup_of_another") is True


def test_pages_are_neither_pushed_out_nor_merged(student: Student) -> None:
    worker = student(
        unit1=PRELUDE
        + """
import mmap
def advised():
    memory = mmap.mmap(-1, 8 * 4096)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    return {advice: call(28, 233, address, 8 * 4096, advice) for advice in (4, 9, 12, 20, 21, 25)}
"""
    )
    assert value(worker, "advised") == {4: 0, 9: EPERM, 12: EPERM, 20: EPERM, 21: EPERM, 25: EPERM}


READS = """
import os, glob
def read(names):
    count = 0
    for name in names:
        with open(name, "rb") as file:
            count += len(file.read()) > 0
    return count
def times(names):
    return [os.stat(name).st_atime_ns for name in names]
def mounted_from():
    return os.stat(os.__file__).st_dev
"""


def library_files() -> list[Path]:
    """Return modules that nothing imports."""
    paths = (Path(os.__file__).with_name(f"{name}.py") for name in ("wave", "sndhdr", "tabnanny", "this", "uu"))
    return [path for path in paths if path.is_file()]


@pytest.fixture
def jail() -> Iterator[Sandbox]:
    with Sandbox.start(level=Level.L1) as started:
        yield started


def submission(sandbox: Sandbox, source: str) -> Worker:
    worker = sandbox.spawn(Limits(memory_mib=256, cpu_seconds=20))
    worker.load({"unit1.py": source.encode()})
    return worker


def resident(path: Path) -> int:
    """Return how many pages of a file are in memory: what the time of reading it tells."""
    with path.open("rb") as file:
        memory = np.memmap(file, mode="r")
        pages = -(-memory.size // PAGE)
        vector = (ctypes.c_ubyte * pages)()
        assert (
            ctypes.CDLL(None).mincore(ctypes.c_void_p(memory.ctypes.data), ctypes.c_size_t(memory.size), vector) == 0
        )
        return sum(byte & 1 for byte in vector)


def push_out(path: Path) -> None:
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def test_reading_in_the_jail_touches_no_file_that_others_read(jail: Sandbox) -> None:
    files = library_files()
    with submission(jail, READS) as first:
        for path in files:
            push_out(path)
        cold = [path for path in files if resident(path) == 0]
        assert cold, "this file system keeps everything in memory: there is nothing to see here"
        for path in files:
            with suppress(PermissionError):  # of an ordinary user, whose Python is the system's
                os.utime(path, (1, path.stat().st_mtime))
        before = [path.stat().st_atime for path in files]
        assert value(first, "read", [str(path) for path in files]) == len(files)
        assert value(first, "mounted_from") != Path(os.__file__).stat().st_dev
        assert [path.stat().st_atime for path in files] == before
        assert [path.name for path in cold if resident(path)] == []


def test_reading_in_the_jail_leaves_no_time_of_access_in_it(jail: Sandbox) -> None:
    names = [str(path) for path in library_files()]
    with submission(jail, READS) as first:
        before = value(first, "times", names)
        value(first, "read", names)
        assert value(first, "times", names) == before
    with submission(jail, READS) as second:
        assert value(second, "times", names) == before


def test_what_a_worker_has_mapped_is_in_memory_as_a_whole() -> None:
    (library,) = sorted((Path(np.__file__).parent.with_name("numpy.libs")).glob("*openblas*"))[:1]
    push_out(library)
    pages = -(-library.stat().st_size // PAGE)
    assert resident(library) < pages
    with Sandbox.start(level=Level.L1):
        assert resident(library) == pages


def test_the_jail_has_no_shared_object_and_nothing_of_the_system(jail: Sandbox) -> None:
    walk = """
import os, sys
def everything():
    return [os.path.join(folder, name) for folder, _, names in os.walk("/") for name in names]
def imports(names):
    for name in names:
        __import__(name)
    return True
def execute():
    import mmap
    with open(os.__file__, "rb") as file:
        return mmap.mmap(file.fileno(), 4096, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_EXEC)
"""
    with submission(jail, walk) as worker:
        files = value(worker, "everything")
        assert len(files) > 500
        assert {Path(name).suffix for name in files} == {".py", ".pyc"}
        inside = (str(Path(os.__file__).parent), str(Path(np.__file__).parent))
        assert [name for name in files if not name.startswith(inside)] == []
        modules = ["sqlite3", "ssl", "hashlib", "decimal", "lzma", "bz2", "zlib", "ctypes", "asyncio", "numpy.testing"]
        assert (
            value(worker, "imports", [*modules, "unittest.mock", "xml.etree.ElementTree", "zoneinfo", "csv"]) is True
        )
        result = worker.call("unit1", "execute", (), {}, seconds=10.0)
        assert getattr(result, "name", "") == "PermissionError"


def test_uids_are_drawn(jail: Sandbox) -> None:
    seen = []
    for _ in range(12):
        with submission(jail, "import os\ndef uid(): return os.getuid()") as worker:
            seen.append(value(worker, "uid"))
    if os.geteuid():  # an ordinary user has no other uid to give
        assert set(seen) == {os.geteuid()}
    else:
        assert len(set(seen)) == 12
        assert sorted(seen) != seen
        assert max(seen) - min(seen) > 1000


def drawn(ids: range, count: int) -> list[int]:
    confinement = Confinement.__new__(Confinement)
    confinement._ids, confinement._taken = ids, set()
    return [number for _ in range(count) if (number := confinement.next_user_id()) is not None]


def test_no_uid_is_drawn_twice_and_a_small_range_does_not_run_out() -> None:
    many = drawn(range(0x70000000, 0x7FFFFFFE), 5000)
    assert len(set(many)) == 5000
    few = drawn(range(61_184, 65_519), 10_000)
    assert len(few) == 10_000
    assert len(set(few[:2000])) == 2000
    assert drawn(range(10), 0) == []


def test_a_user_without_other_uids_keeps_their_own() -> None:
    confinement = Confinement.__new__(Confinement)
    confinement._ids = None
    assert confinement.next_user_id() is None
