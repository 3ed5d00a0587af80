"""Workers that die, hang or lie: each ends in WorkerLost, in time, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader.model import Level, Limits
from grader.sandbox.client import Loss, Returned, Sandbox, Worker, WorkerLost, ZygoteLost
from grader.sandbox.process import WorkerKilled

Student = Callable[..., Worker]

LIMITS = Limits(memory_mib=256, cpu_seconds=20, reply_mib=8)


def lost(worker: Worker, name: str = "f", *, seconds: float = 10.0) -> WorkerLost:
    with pytest.raises(WorkerLost) as caught:
        worker.call("unit1", name, (), {}, seconds=seconds)
    assert not worker.alive
    with pytest.raises(WorkerLost) as again:
        worker.call("unit1", name, (), {}, seconds=seconds)
    assert again.value.kind is caught.value.kind
    return caught.value


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "import time; time.sleep(1000)",
        "while True:\n        try:\n            while True: pass\n        except BaseException: pass",
        "import re; re.match('(a+)+$', 'a' * 100 + 'b')",
        "3 ** 10 ** 10",
        "import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)\n    while True: pass",
        "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\n    while True: pass",
    ],
)
def test_what_never_ends_is_killed_on_the_wall_clock(student: Student, body: str) -> None:
    worker = student(unit1=f"def f():\n    {body}")
    started = time.monotonic()
    assert lost(worker, seconds=0.3).kind is Loss.TIMED_OUT
    assert time.monotonic() - started < 3.0


def test_an_import_that_never_ends(student: Student) -> None:
    with pytest.raises(WorkerLost) as caught:
        student(unit1="while True: pass").import_unit("unit1", seconds=0.3)
    assert caught.value.kind is Loss.TIMED_OUT


def test_cpu_time_is_limited_too(student: Student) -> None:
    worker = student(unit1="def f():\n    while True: pass", limits=replace(LIMITS, cpu_seconds=1))
    loss = lost(worker, seconds=30.0)
    assert loss.kind is Loss.TIMED_OUT
    assert "1 s of CPU time" in loss.detail


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param("import os; os._exit(0)", Loss.CRASHED, id="exit 0"),
        pytest.param("import os; os._exit(42)", Loss.CRASHED, id="exit 42"),
        pytest.param("import os; os._exit(96)", Loss.OUT_OF_MEMORY, id="claims to have no memory"),
        pytest.param("import ctypes; ctypes.string_at(0)", Loss.CRASHED, id="segmentation fault"),
        pytest.param("import os; os.abort()", Loss.CRASHED, id="abort"),
        pytest.param("import ctypes; ctypes.CDLL(None).ptrace(0, 0, 0, 0)", Loss.CRASHED, id="forbidden call"),
        pytest.param("import os; os.close(3)", Loss.CRASHED, id="closes the channel"),
        pytest.param("import os; os.close(3)\n    while True: pass", Loss.PROTOCOL, id="closes it and lives"),
        pytest.param("import os; os.closerange(0, 100); os._exit(1)", Loss.CRASHED, id="closes it and ends"),
    ],
)
def test_what_ends_itself(student: Student, body: str, kind: Loss) -> None:
    assert lost(student(unit1=f"def f():\n    {body}")).kind is kind


def test_exit_at_import(student: Student) -> None:
    with pytest.raises(WorkerLost, match="exit status 0"):
        student(unit1="import os\nos._exit(0)").import_unit("unit1", seconds=5.0)


def test_c_stack_overflow(student: Student) -> None:
    worker = student(
        unit1="""
        import sys
        def f():
            sys.setrecursionlimit(10**9)
            x = ()
            for _ in range(10**6): x = (x,)
            hash(x)
        """
    )
    assert lost(worker).kind is Loss.CRASHED


def test_recursion_without_a_limit(student: Student) -> None:
    worker = student(
        unit1="""
        import sys
        class A:
            def __getattr__(self, name): return getattr(self, name + "x")
        def f():
            sys.setrecursionlimit(10**9)
            A().x
        """
    )
    try:
        result = worker.call("unit1", "f", (), {}, seconds=20.0)
    except WorkerLost as loss:
        assert loss.kind in (Loss.CRASHED, Loss.OUT_OF_MEMORY)  # noqa: PT017 (either is right)
    else:
        assert not isinstance(result, Returned)


FORGERIES = {
    "garbage": "os.write(3, b'garbage, and more of it')",
    "an enormous length": "os.write(3, b'\\xff\\xff\\xff\\xff')",
    "an empty frame": "os.write(3, bytes(4))",
    "a deep value": "send(b't\\x01\\x00\\x00\\x00' * 100)",
    "a forged answer": "send(reply(sequence, 42))",
    "an answer to the next request": "send(reply(sequence + 1, 42))",
    "a stale answer": "send(reply(sequence - 1, 42))",
    "two answers": "send(reply(sequence, 1)); send(reply(sequence, 2))",
    "an unknown kind": "send(wire.encode((sequence, 'passed', 1, None)))",
    "a callback that nobody gave, of a wrong shape": "send(wire.encode((sequence, 'callback', 5, None)))",
    "a foreign file": "send(wire.encode((sequence, 'raised', (('E',), 'm', (('/etc/passwd', 1, 'x'),)), None)))",
}

# What the forgeries use is found as an attacker would find it: in the frames below their own.
FORGER = """
import os, struct, sys, time
def send(body): os.write(3, struct.pack("<I", len(body)) + body)
def reply(sequence, value): return wire.encode((sequence, "returned", value, None))
def look_around():
    global wire, sequence
    frame = sys._getframe()
    while "sequence" not in frame.f_locals: frame = frame.f_back
    wire, sequence = frame.f_globals["wire"], frame.f_locals["sequence"]
def f():
    look_around()
    {attack}
    return 0
"""


@pytest.mark.parametrize("attack", FORGERIES.values(), ids=FORGERIES.keys())
def test_forged_frames_lose_the_worker_at_the_latest_with_the_next_call(student: Student, attack: str) -> None:
    worker = student(unit1=FORGER.replace("{attack}", attack))

    def call_twice() -> None:
        for _ in range(2):
            worker.call("unit1", "f", (), {}, seconds=5.0)

    with pytest.raises(WorkerLost) as caught:
        call_twice()
    assert caught.value.kind is Loss.PROTOCOL


def test_an_extra_frame_before_the_next_request(student: Student) -> None:
    worker = student(
        unit1=FORGER.replace("{attack}", "pass")
        + """
def g():
    look_around()
    answer_once = os.writev
    def twice(fd, parts):
        count = answer_once(fd, parts)
        os.writev = answer_once
        time.sleep(0.1)
        send(reply(sequence + 1, "forged"))
        return count
    os.writev = twice
    return "honest"
"""
    )
    first = worker.call("unit1", "g", (), {}, seconds=5.0)
    assert isinstance(first, Returned)
    time.sleep(0.5)
    assert lost(worker).kind is Loss.PROTOCOL


def test_a_flood_of_bytes(student: Student) -> None:
    worker = student(unit1="import os\ndef f():\n    while True: os.write(3, bytes(65536))")
    assert lost(worker).kind is Loss.PROTOCOL


def test_a_slow_drip(student: Student) -> None:
    worker = student(
        unit1="""
        import os, time
        def f():
            os.write(3, (1 << 20).to_bytes(4, "little"))
            while True: os.write(3, b"x"); time.sleep(0.001)
        """
    )
    started = time.monotonic()
    assert lost(worker, seconds=0.3).kind is Loss.TIMED_OUT
    assert time.monotonic() - started < 3.0


def test_a_worker_that_does_not_read(student: Student) -> None:
    worker = student(unit1="import os\nread = os.read\ndef f():\n    os.read = lambda *a: read(3, 1) and read(-1, 1)")
    worker.call("unit1", "f", (), {}, seconds=5.0)
    with pytest.raises(WorkerLost):
        worker.call("unit1", "f", (bytes(4 << 20),), {}, seconds=0.5)


def test_memory_is_limited_on_top_of_python(student: Student) -> None:
    worker = student(unit1="import numpy as np\ndef f(mib): return float(np.ones(mib << 17).sum())")
    result = worker.call("unit1", "f", (200,), {}, seconds=20.0)
    assert isinstance(result, Returned)
    assert result.value == float(200 << 17)
    refused = worker.call("unit1", "f", (256,), {}, seconds=20.0)
    assert not isinstance(refused, Returned)


def test_an_argument_that_does_not_fit(student: Student) -> None:
    worker = student(unit1="def f(x): return 0", limits=replace(LIMITS, memory_mib=24))
    with pytest.raises(WorkerLost) as caught:
        worker.call("unit1", "f", (bytes(4 << 20), *[bytes(4 << 20)] * 7), {}, seconds=10.0)
    assert caught.value.kind is Loss.OUT_OF_MEMORY


def open_files() -> list[str]:
    return sorted(os.listdir("/proc/self/fd"))  # noqa: PTH208


def children() -> str:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text()


def test_nothing_is_left_behind(sandbox: Sandbox) -> None:
    zygote = Path(f"/proc/{innermost_child()}")
    before = open_files(), children(), zygote.joinpath("task").exists()
    zygote_files = len(list(zygote.joinpath("fd").iterdir())) if os.geteuid() == 0 else 0
    for number in range(300):
        with sandbox.spawn(LIMITS) as worker:
            if number % 3 == 0:
                worker.load({"unit1.py": b"import os\nos._exit(7)"})
                with pytest.raises(WorkerLost, match="exit status 7"):
                    worker.import_unit("unit1", seconds=5.0)
            elif number % 30 == 1:
                worker.load({"unit1.py": b"while True: pass"})
                with pytest.raises(WorkerLost):
                    worker.import_unit("unit1", seconds=0.01)
    assert (open_files(), children(), zygote.joinpath("task").exists()) == before
    if os.geteuid() == 0:  # an ordinary user may not look into a process that forbids inspection
        assert len(list(zygote.joinpath("fd").iterdir())) == zygote_files
    assert not grandchildren(zygote)


def innermost_child() -> int:
    """Return the pid of the zygote that was started last: a child, or in a jail a child's child."""
    pid = int(children().split()[-1])
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(below[0]) if below else pid


def grandchildren(process: Path) -> str:
    return (process / "task" / process.name / "children").read_text()


def test_closing_twice_and_after_a_loss(student: Student) -> None:
    worker = student(unit1="import os\ndef f(): os._exit(1)")
    lost(worker)
    worker.close()
    worker.close()
    other = student(unit1="")
    other.close()
    other.close()
    with pytest.raises(WorkerLost, match="closed"):
        other.import_unit("unit1", seconds=1.0)


@pytest.mark.parametrize("level", [Level.L1, Level.L2], ids=str)
@pytest.mark.parametrize("moment", ["between calls", "during a call"])
def test_a_worker_killed_from_outside_is_our_own_fault(level: Level, moment: str) -> None:
    with Sandbox.start(level=level) as sandbox, sandbox.spawn(LIMITS) as worker:
        worker.load({"unit1.py": b"def f(g): return g()"})

        def kill() -> None:
            signal.pidfd_send_signal(worker._pidfd, signal.SIGKILL)

        if moment == "between calls":
            kill()
        with pytest.raises(WorkerKilled, match="killed from outside"):
            worker.call("unit1", "f", (kill,), {}, seconds=10.0)
        assert not worker.alive
        with sandbox.spawn(LIMITS) as fresh:
            fresh.load({"unit1.py": b"def f(): return 1"})
            assert isinstance(fresh.call("unit1", "f", (), {}, seconds=5.0), Returned)


@pytest.mark.parametrize("level", [Level.L1, Level.L2, Level.UNCONFINED], ids=str)
def test_a_dead_zygote_is_our_own_fault_and_can_be_restarted(level: Level) -> None:
    before = open_files()
    with Sandbox.start(level=level) as sandbox:
        worker = sandbox.spawn(LIMITS)
        worker.load({"unit1.py": b"import time\ndef wait(): time.sleep(60)"})
        os.kill(int(children().split()[-1]), 9)
        with pytest.raises(ZygoteLost):
            worker.call("unit1", "wait", (), {}, seconds=10.0)
        assert not worker.alive
        with pytest.raises(ZygoteLost):
            sandbox.spawn(LIMITS)
        sandbox.restart()
        with sandbox.spawn(LIMITS) as fresh:
            fresh.load({"unit1.py": b"def f(): return 1"})
            assert isinstance(fresh.call("unit1", "f", (), {}, seconds=5.0), Returned)
    assert open_files() == before


@pytest.mark.parametrize("level", [Level.L1, Level.L2, Level.UNCONFINED], ids=str)
def test_closing_the_sandbox_ends_every_worker(level: Level) -> None:
    before = open_files(), children()
    sandbox = Sandbox.start(level=level)
    workers = [sandbox.spawn(LIMITS) for _ in range(3)]
    sandbox.close()
    for worker in workers:
        worker.close()
    assert (open_files(), children()) == before
