"""What the wall holds back, and how its level is found."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.model import Level, Limits
from grader.sandbox import probe
from grader.sandbox.client import Raised, Result, Returned, Sandbox, Worker, WorkerLost
from grader.sandbox.process import Nursery, Unavailable, ZygoteProcess

Student = Callable[..., Worker]


def call(worker: Worker, name: str, *args: object) -> Result:
    return worker.call("unit1", name, args, {}, seconds=10.0)


def value(worker: Worker, name: str, *args: object) -> Any:
    result = call(worker, name, *args)
    assert isinstance(result, Returned), result
    return result.value


def test_every_canary_is_stopped(sandbox: Sandbox) -> None:
    assert {check.name: check for check in sandbox.attestation.checks if not check.held} == {}
    assert len(sandbox.attestation.checks) == len(probe.CANARIES)


def test_the_canaries_are_real_attacks(unconfined: Sandbox) -> None:
    """Without the wall nearly all of them succeed: what stops them is the wall."""
    held = {check.name for check in probe.attest(unconfined).checks if check.held}
    Path("/tmp/canary").unlink()
    assert held <= {
        "import_the_grader",  # nor is it importable without a jail
        "read_the_environment",  # it is empty in any case
        "find_open_files",  # nothing is left open in any case
        "use_more_memory",  # where the machine does not have 64 GiB to promise
        "raise_the_memory_limit",  # where somebody has set one for us
        "signal_everyone",  # where an ordinary user has only this one process
    }


def test_unconfined_works_and_says_so(unconfined: Sandbox) -> None:
    assert unconfined.level is Level.UNCONFINED
    with unconfined.spawn(Limits()) as worker:
        worker.load({"unit1.py": b"import os\ndef f(): return os.path.exists('/etc')"})
        assert value(worker, "f") is True


def test_without_user_namespaces_the_second_level_is_taken() -> None:
    def launch(level: Level) -> Nursery:
        if level is Level.L1:
            raise Unavailable("user namespaces", "EPERM")
        return ZygoteProcess(level)

    with Sandbox.start(launch=launch) as sandbox:
        assert sandbox.level is Level.L2
        assert sandbox.attestation.held


# Runs with a kernel that fails these system calls, whatever this machine's own can do.
ON_A_POORER_KERNEL = """
import sys
from grader.errors import MachineError
from grader.sandbox import confine
from grader.sandbox.client import Sandbox
from grader.sandbox.seccomp import ALLOW, Instruction, fail
numbers = confine.architecture().syscalls
program = [Instruction(0x20, 0, 0, 0)]
for name, errno in zip(sys.argv[1::2], sys.argv[2::2]):
    program += [Instruction(0x15, 0, 1, numbers[name]), Instruction(0x06, 0, 0, fail(int(errno)))]
program += [Instruction(0x06, 0, 0, ALLOW)]
confine.forbid_new_privileges()
confine.SyscallFilter(program).apply()
try:
    with Sandbox.start() as sandbox:
        print(sandbox.level, sandbox.attestation.held, *sandbox.notes)
except MachineError as exc:
    print(exc)
"""

EPERM, ENOSYS = 1, 38


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        pytest.param({"unshare": EPERM}, "L2 True", id="no namespaces, as in Docker"),
        pytest.param({"mount": EPERM}, "L2 True", id="namespaces without powers, as with AppArmor"),
        pytest.param({"landlock_create_ruleset": ENOSYS}, "L1 True no Landlock (ENOSYS)", id="no Landlock"),
        pytest.param({"close_range": ENOSYS}, "L1 True", id="Linux before 5.9"),
        pytest.param(
            {"unshare": EPERM, "landlock_create_ruleset": ENOSYS},
            "Cannot confine untrusted code here: no user namespaces (EPERM) and no Landlock (ENOSYS). Nothing was",
            id="nothing",
        ),
        pytest.param(
            {"capset": EPERM}, "Cannot confine untrusted code here: no confined worker", id="privileges that stay"
        ),
    ],
)
def test_on_a_poorer_kernel(missing: dict[str, int], expected: str) -> None:
    args = [str(item) for pair in missing.items() for item in pair]
    root = Path(probe.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-B", "-c", ON_A_POORER_KERNEL, *args], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(expected)


def test_nothing_that_a_subprocess_of_ours_could_inherit(sandbox: Sandbox) -> None:
    before = set(os.listdir("/proc/self/fd"))  # noqa: PTH208
    with sandbox.spawn(Limits()):
        added = set(os.listdir("/proc/self/fd")) - before  # noqa: PTH208
        assert not [fd for fd in added if Path(f"/proc/self/fd/{fd}").exists() and os.get_inheritable(int(fd))]


def test_the_first_level_shows_nothing_else(student: Student, sandbox: Sandbox) -> None:
    if sandbox.level is not Level.L1:
        return  # Landlock hides contents, not names
    worker = student(unit1="import os\ndef f(path): return sorted(os.listdir(path))")
    python = [sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), *folders_of_libraries()]
    assert set(value(worker, "f", "/")) <= {Path(path).parts[1] for path in python}
    packages = set(value(worker, "f", sysconfig.get_path("purelib")))
    assert packages <= {"numpy", "numpy.libs"}


def folders_of_libraries() -> list[str]:
    """Return where the shared objects of this process lie, and where the loader looks for them."""
    maps = Path("/proc/self/maps").read_text().split()
    return [word for word in maps if word.startswith("/") and ".so" in word] + ["/lib", "/lib64"]


@pytest.mark.parametrize("function", ["os.mkdir", "os.remove", "os.rmdir", "os.chdir", "os.chroot", "os.listdir"])
def test_the_file_system_is_out_of_reach(student: Student, function: str) -> None:
    assert isinstance(call(student(unit1=f"import os\ndef f(): return {function}('/etc')"), "f"), Raised)


def test_the_library_cannot_be_written(student: Student) -> None:
    source = "import os\ndef f(): return os.open(os.__file__, os.O_RDWR)\ndef g(): os.chmod(os.__file__, 0o777)"
    worker = student(unit1=source)
    for name in ("f", "g"):
        result = call(worker, name)
        assert isinstance(result, Raised)
        assert isinstance(result.exception, PermissionError)


def test_a_worker_is_nobody(student: Student, sandbox: Sandbox) -> None:
    uid = value(student(unit1="import os\ndef f(): return os.getuid()"), "f")
    if os.geteuid() == 0 and not sandbox.notes:
        assert uid >= 60_000
    else:
        assert uid == os.geteuid()


def test_workers_do_not_see_each_other(student: Student) -> None:
    source = "import os, random\nkept = []\ndef f(x): kept.append(x); return [len(kept), os.getpid()]"
    first, second = student(unit1=source), student(unit1=source)
    value(first, "f", 1)
    assert value(first, "f", 1)[0] == 2
    assert value(second, "f", 1)[0] == 1


def test_nothing_of_the_grader_is_in_memory(student: Student) -> None:
    worker = student(
        unit1="""
        import gc, sys
        def modules(): return [name for name in sys.modules if name.split(".")[0] in ("grader", "pytest")]
        def argv(): return sys.argv + sys.orig_argv
        def path(): return sys.path
        """
    )
    assert value(worker, "modules") == []
    assert value(worker, "argv") == ["exercises", "exercises"]
    assert not any("grader" in entry or "site-packages" in entry for entry in value(worker, "path"))


@pytest.mark.parametrize(
    "attack",
    [
        "ctypes.CDLL(None).syscall(2 if os.uname().machine == 'x86_64' else 56, b'/etc/passwd', 0, 0)",
        "ctypes.CDLL(None).unshare(0x10000000)",
        "ctypes.CDLL(None).mount(b'none', b'/', b'tmpfs', 0, None)",
        "ctypes.CDLL(None).shmget(1, 4096, 0o1600)",
        "ctypes.CDLL(None).fork()",
        "ctypes.CDLL(None).setuid(0)",
    ],
)
def test_system_calls_from_c(student: Student, attack: str) -> None:
    worker = student(unit1=f"import ctypes, os\ndef f(): return {attack}")
    try:
        assert value(worker, "f") == -1
    except WorkerLost as lost:
        assert "forbidden system call" in lost.detail  # noqa: PT017


def test_pinning() -> None:
    before = os.sched_getaffinity(0)
    try:
        core = min(before)
        with Sandbox.start(cpu=core) as sandbox, sandbox.spawn(Limits()) as worker:
            assert os.sched_getaffinity(0) == {core}
            worker.load({"unit1.py": b"import os\ndef f(): return sorted(os.sched_getaffinity(0))"})
            assert value(worker, "f") == [core]
    finally:
        os.sched_setaffinity(0, before)
