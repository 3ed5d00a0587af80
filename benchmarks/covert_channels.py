"""How many bits one submission can leave for the next, or send to one that is graded at the same time.

`python benchmarks/covert_channels.py`: two submissions that work together, in real sandboxes, at both levels. The
first writes random bits into each channel, the second reads them. The reader knows half of the bits beforehand, which
gives it its threshold. What arrives is what a binary symmetric channel with the errors of the other half carries,
1 − H(error) for each bit; an error that chance explains counts as one half. docs/security.md has the table, and what
it means for hidden inputs. A busy machine hides what needs time to be measured: run it on a quiet one.
"""

from __future__ import annotations

import itertools
import math
import os
import random
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.model import Level, Limits
from grader.sandbox.client import Returned, Sandbox, Worker

BITS = 256
ROUNDS = 8
SLOT_SECONDS = 0.01
LIBRARY = Path(os.__file__).parent
ACCOMPLICES = """
import ctypes, os, time
import numpy as np

def read(paths):
    for path in paths:
        try:
            with open(path, "rb") as file:
                file.read(1)
        except OSError:
            pass

def look(paths):
    for path in paths:
        try:
            os.stat(path)
        except OSError:
            pass

def time_reading(paths):
    return [_timed(_read, path) for path in paths]

def time_looking(paths):
    return [_timed(os.stat, path) for path in paths]

def times_of_access(paths):
    return [_atime(path) for path in paths]

def _atime(path):
    try:
        return os.lstat(path).st_atime_ns
    except OSError:
        return 0

def _read(path):
    with open(path, "rb") as file:
        file.read(1)

def _timed(function, path):
    start = time.perf_counter_ns()
    try:
        function(path)
    except OSError:
        pass
    return time.perf_counter_ns() - start

def who():
    return [os.getuid(), os.getpid()]

def clocks():
    return sum(_exists(lambda: time.clock_gettime((~pid << 3) | 2)) for pid in range(2, 40000))

def wakes():
    import mmap
    libc = ctypes.CDLL(None)
    libc.mmap.restype, libc.mmap.argtypes = ctypes.c_void_p, [ctypes.c_void_p, *[ctypes.c_long] * 5]
    with open(os.__file__, "rb") as file:
        place = libc.mmap(None, 4096, 1, 1, file.fileno(), 0)
    number = 202 if os.uname().machine == "x86_64" else 98
    return int(libc.syscall(number, ctypes.c_void_p(place), 1, 1, 0, 0, 0) >= 0)

def _exists(ask):
    try:
        ask()
    except OSError:
        return False
    return True

def disturb(bits, start, slot):
    big = np.zeros(4 << 20)
    for i, bit in enumerate(bits):
        while time.monotonic() < start + i * slot:
            pass
        while bit and time.monotonic() < start + (i + 1) * slot:
            big += 1

def feel(count, start, slot):
    big, felt = np.zeros(4 << 20), []
    for i in range(count):
        while time.monotonic() < start + i * slot:
            pass
        done = 0
        while time.monotonic() < start + (i + 0.9) * slot:
            big[: 1 << 16].sum(); big[::512].sum()
            done += 1
        felt.append(-done)
    return felt
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What came through one channel."""

    level: Level
    channel: str
    sent: int
    errors: float
    note: str = ""
    rounds: int = 1

    @property
    def bits(self) -> float:
        """How many bits arrive."""
        chance = abs(self.errors - 0.5) < 1 / math.sqrt(self.rounds * self.sent / 2)  # two standard deviations
        e = 0.5 if chance and self.sent > 4 else min(self.errors, 0.5)
        entropy = 0.0 if e in (0.0, 1.0) else -(e * math.log2(e) + (1 - e) * math.log2(1 - e))
        return self.sent * (1 - entropy)


def call(worker: Worker, name: str, *args: object) -> object:
    result = worker.call("accomplice", name, args, {}, seconds=60.0)
    assert isinstance(result, Returned), result
    return result.value


def submission(sandbox: Sandbox) -> Worker:
    worker = sandbox.spawn(Limits(memory_mib=256, cpu_seconds=60))
    worker.load({"accomplice.py": ACCOMPLICES.encode()})
    call(worker, "who")
    return worker


def decoded(measured: Sequence[float], bits: Sequence[int], *, one_is_larger: bool) -> float:
    """Return the share of wrong bits in the second half, with the threshold that is best in the first."""
    sign = 1 if one_is_larger else -1
    half = len(bits) // 2
    known = [(sign * value, bit) for value, bit in zip(measured[:half], bits[:half], strict=True)]
    candidates = sorted({value for value, _ in known})
    threshold = min(candidates, key=lambda cut: sum((value > cut) != bool(bit) for value, bit in known))
    rest = list(zip(measured[half:], bits[half:], strict=True))
    return sum((sign * value > threshold) != bool(bit) for value, bit in rest) / len(rest)


def one_after_the_other(
    sandbox: Sandbox, channel: str, places: Sequence[str], write: str, read: str, *, one_is_larger: bool
) -> Measured:
    """Let a first submission treat the places of its ones, and the next one measure all of them."""
    bits = [random.getrandbits(1) for _ in places]
    with submission(sandbox) as first:
        call(first, write, [place for place, bit in zip(places, bits, strict=True) if bit])
    with submission(sandbox) as second:
        measured = call(second, read, list(places))
    assert isinstance(measured, list)
    return Measured(sandbox.level, channel, len(bits), decoded(measured, bits, one_is_larger=one_is_larger))


def page_cache(sandbox: Sandbox) -> Measured:
    """Use files of the library that are not in memory: reading them leaves them there."""
    places = cold_files()
    return one_after_the_other(sandbox, "page cache", places, "read", "time_reading", one_is_larger=False)


def times_of_access(sandbox: Sandbox) -> Measured:
    """Use the time at which a file of the library was read last."""
    places = cold_files()
    for place in places:
        os.utime(place, (1, Path(place).stat().st_mtime))
    return one_after_the_other(sandbox, "atime of files", places, "read", "times_of_access", one_is_larger=True)


def links(sandbox: Sandbox) -> Measured:
    """Use the time at which a symbolic link was followed last: looking at what it leads to does that."""
    folder = Path("/usr/bin")
    places = [str(path) for path in sorted(folder.iterdir()) if path.is_symlink()][:BITS]
    for place in places:
        os.utime(place, (1, 2), follow_symlinks=False)
    return one_after_the_other(sandbox, "atime of links", places, "look", "times_of_access", one_is_larger=True)


def directory_cache(sandbox: Sandbox) -> Measured:
    """Use names that do not exist, which the kernel remembers."""
    places = [str(LIBRARY / f"{random.getrandbits(64):016x}.py") for _ in range(BITS)]
    return one_after_the_other(sandbox, "directory cache", places, "look", "time_looking", one_is_larger=False)


def contention(sandbox: Sandbox) -> Measured:
    """Use the memory bus and the caches that two cores share, in slots of 10 ms."""
    bits = [random.getrandbits(1) for _ in range(BITS)]
    start = time.monotonic() + 1.0
    with submission(sandbox) as first, Sandbox.start(level=sandbox.level) as other, submission(other) as second:
        sender = threading.Thread(target=call, args=(first, "disturb", bits, start, SLOT_SECONDS))
        sender.start()
        felt = call(second, "feel", BITS, start, SLOT_SECONDS)
        sender.join()
    assert isinstance(felt, list)
    errors = decoded(felt, bits, one_is_larger=True)
    return Measured(sandbox.level, "contention", BITS, errors, f"in {BITS * SLOT_SECONDS:.1f} s, while both run")


def counters(sandbox: Sandbox) -> list[Measured]:
    """Use what counts up: with it, a submission that dies 0 to 15 times sends 4 bits."""
    seen = []
    for _ in range(16):
        with submission(sandbox) as worker:
            seen.append(call(worker, "who"))
    uids, pids = zip(*seen, strict=True)  # type: ignore[call-overload]
    return [
        Measured(sandbox.level, name, 4, 0.0 if _counts(numbers) else 0.5)
        for name, numbers in (("uid", uids), ("process id", pids))
    ]


def _counts(numbers: Sequence[int]) -> bool:
    steps = [after - before for before, after in itertools.pairwise(numbers)]
    return len(set(numbers)) > 1 and 0 < statistics.median(steps) < 10 and min(steps) > 0


def questions(sandbox: Sandbox) -> list[Measured]:
    """Ask what the system-call filter answers or refuses."""
    with submission(sandbox) as worker:
        answers = {name: call(worker, name) for name in ("wakes", "clocks")}
    return [
        Measured(sandbox.level, channel, 1, 0.0 if answers[name] else 0.5)
        for name, channel in (("wakes", "shared futex"), ("clocks", "clocks of others"))
    ]


def repeated(measure: Callable[[Sandbox], Measured], sandbox: Sandbox) -> Measured:
    """Return the mean of some rounds."""
    results = [measure(sandbox) for _ in range(ROUNDS)]
    return replace(results[0], errors=statistics.mean(result.errors for result in results), rounds=ROUNDS)


def cold_files() -> list[str]:
    """Return files of the library, pushed out of memory."""
    paths = [path for path in sorted(LIBRARY.rglob("*.py")) if "site-packages" not in path.parts][::3][:BITS]
    for path in paths:
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return [str(path) for path in paths]


ONE_BY_ONE: tuple[Callable[[Sandbox], Measured], ...] = (
    page_cache, times_of_access, links, directory_cache, contention,
)  # fmt: skip


def main() -> None:
    """Measure every channel at both levels."""
    print(f"{'level':6}{'channel':20}{'sent':>6}{'wrong':>8}{'arrive':>8}")
    for level in (Level.L1, Level.L2):
        with Sandbox.start(level=level) as sandbox:
            results = [repeated(measure, sandbox) for measure in ONE_BY_ONE] + counters(sandbox) + questions(sandbox)
        for r in results:
            print(f"{r.level:6}{r.channel:20}{r.sent:6}{r.errors:8.1%}{r.bits:8.1f}  {r.note}")


if __name__ == "__main__":
    main()
