"""The zygote: a warm, trusted process that holds no secret, jails itself once, and forks one worker per submission.

Started as a script with an empty environment: `python -s -P -S -B zygote.py FD`. FD is a SOCK_SEQPACKET socket to the
client; every message on it is JSON, and each request gets exactly one reply. It ends when the client goes away.

    settings                              → {"ready": notes}, {"refused": primitive, "reason": errno name}
                                            or {"broken": package, "reason": why it cannot be imported}
    {"spawn": limits} + worker's socket   → {"pid": n} + pidfd, or {"error": text}
    {"reap": pid}                         → {"status": n, "cpu_seconds": x}   kills it first; status as in waitstatus

Nothing of the grader is importable once it is jailed: `adopt_siblings` loads what it needs and takes it out again.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import importlib
import importlib.machinery
import inspect
import json
import os
import signal
import socket
import sys
import types
from pathlib import Path
from typing import Any, NoReturn

_PACKAGE = "grader"
_MESSAGE_BYTES = 1 << 16


def adopt_siblings(folder: str, packages: str) -> None:
    """Import NumPy from `packages` and our siblings from `folder` without putting either on `sys.path` for good."""
    sys.path.append(packages)
    importlib.import_module("numpy")
    sys.path.remove(packages)
    parent, package = types.ModuleType(_PACKAGE), types.ModuleType(f"{_PACKAGE}.sandbox")
    parent.__path__, package.__path__ = [os.path.dirname(folder)], [folder]  # noqa: PTH120 (text, as the importer sees it)
    sys.modules.update({parent.__name__: parent, package.__name__: package})
    for name in ("confine", "listed_packages", "view", "worker"):
        importlib.import_module(f"{package.__name__}.{name}")


def disown_siblings(folder: str, packages: str) -> None:
    """Leave no way to import the grader."""
    for name in [name for name in sys.modules if name.split(".")[0] == _PACKAGE]:
        del sys.modules[name]
    for path in (folder, os.path.dirname(folder), packages):  # noqa: PTH120
        sys.path_importer_cache.pop(path, None)
    sys.modules["__main__"] = types.ModuleType("__main__")


if __name__ == "__main__":  # a script: the package that this file belongs to cannot be imported
    _control = socket.socket(fileno=int(sys.argv[1]))
    _settings: dict[str, Any] = json.loads(_control.recv(_MESSAGE_BYTES))
    adopt_siblings(_settings["folder"], _settings["packages"])

import numpy as np  # noqa: E402

from grader.sandbox import confine, listed_packages, seccomp, view, wire, worker  # noqa: E402

_FIRST_TRUSTED_FD = 100  # below it, the worker's fixed numbers must stay free

# Uids that no one has: the range that systemd leaves unused; then, in a container with few ids, its dynamic users.
_UNUSED_IDS = (range(0x70000000, 0x7FFFFFFE), range(61_184, 65_519))

# What students use, imported once instead of once per submission. At L2 it may not be importable later.
_WARM_MODULES = """
    abc array bisect cmath collections collections.abc contextlib copy dataclasses datetime decimal enum fractions
    functools heapq importlib inspect io itertools json linecache logging math numbers operator os pathlib random re
    statistics string textwrap time traceback types typing unicodedata warnings
    numpy numpy.fft numpy.linalg numpy.ma numpy.polynomial numpy.random
""".split()

_NOT_A_MODULE = "_not_a_module"

# Extension modules for tests, terminals and windows, which workers do not need, and one that imports half of the
# standard library, which does without it.
_UNNEEDED_EXTENSIONS = (
    *("_test", "_ctypes_test", "xx", "_xx", "_tkinter", "_curses", "readline", "_dbm", "_gdbm", "nis", "ossaudiodev"),
    "_asyncio",
)

_REHEARSAL = b"""
import numpy as np
def rehearse(values, scale=1.0):
    x = np.asarray(values, dtype=float)
    if np.any(x < 0) or not np.isclose(x.sum(), 1.0):
        raise ValueError("out of range")
    print(x.max())
    x.sort()
    np.log(np.zeros(1))
    nonzero = x[x > 0]
    np.exp(-x); np.outer(x, x).T.reshape(-1).mean(); np.clip(x, 0, 1); np.where(x > 0.5, x, 0); np.allclose(x, x)
    np.linalg.norm(x); np.linalg.solve(np.eye(3), np.ones(3)); np.ones((64, 64)) @ np.ones((64, 64))
    return float(-scale * (nonzero * np.log2(nonzero)).sum())
"""


class _Broken(Exception):
    """A package of the course cannot be imported here."""

    def __init__(self, package: str, reason: str) -> None:
        super().__init__(package)
        self.package = package
        self.reason = reason


def _import_packages(settings: dict[str, Any]) -> None:
    """Import what the course lists, once instead of once per submission, and before memory is measured.

    What a package puts into the environment goes again: there, nothing is to be found.
    """
    if settings["places"]:
        sys.meta_path.append(listed_packages.ListedPackages(settings["places"], settings["metadata"]))
    environment = dict(os.environ)
    for name in settings["modules"]:
        try:
            importlib.import_module(name)
        except Exception as exc:
            raise _Broken(name, f"{type(exc).__name__}: {exc}") from exc
    for name, place in settings["places"].items():
        _import_extensions_in(name, Path(place))
    if len(os.listdir("/proc/self/task")) > 1:  # noqa: PTH208 (namespaces, and forks, are for one thread)
        raise _Broken(" or ".join(settings["modules"]), "importing it starts threads")
    os.environ.clear()
    os.environ.update(environment)


def _import_extensions_in(package: str, folder: Path) -> None:
    """Import the extension modules of a package: later, neither they nor what they are linked with can be loaded."""
    for file in sorted(folder.rglob("*.so")):
        module = inspect.getmodulename(file.name)
        parts = file.relative_to(folder).parts[:-1]
        if module and not {"test", "tests"} & set(parts):
            with contextlib.suppress(Exception):  # for another library or display, which is not here
                importlib.import_module(".".join([package, *parts, module]))


class Confinement:
    """What is prepared once, so that confining a worker after its fork is a few system calls."""

    def __init__(self, shown: view.View, *, jailed: bool, baseline_bytes: int, ids: range | None) -> None:
        self._baseline_bytes = baseline_bytes
        self._ids = ids
        self._taken: set[int] = set()
        self.notes: list[str] = []
        self._ruleset = self._landlock(shown, jailed=jailed)
        with confine.needing("seccomp"):
            self._filter = confine.SyscallFilter(seccomp.worker_filter(confine.architecture()))

    def _landlock(self, shown: view.View, *, jailed: bool) -> int | None:
        try:
            with confine.needing("Landlock"):
                # The jail holds nothing but the view; without it, Landlock alone hides the rest.
                ruleset = confine.landlock_ruleset([], ["/"]) if jailed else view.landlock_ruleset(shown)
        except confine.Refused as refused:
            if not jailed:
                raise
            self.notes.append(f"no {refused}; the jail and the system-call filter hold without it")
            return None
        return _out_of_the_way(ruleset)

    def next_user_id(self) -> int | None:
        """Return the uid of the next worker, one that none has had before; None to keep our own.

        It is drawn: counted ones would tell a worker how many there were before, and so how often one has died.
        """
        if self._ids is None:
            return None
        if len(self._taken) > len(self._ids) // 2:  # in a container with few ids, after thousands of workers
            self._taken.clear()
        while (drawn := self._ids[int.from_bytes(os.urandom(8), "big") % len(self._ids)]) in self._taken:
            pass
        self._taken.add(drawn)
        return drawn

    def apply(self, *, user_id: int | None, memory_mib: int, cpu_seconds: int) -> None:
        """Confine this process, for good. The order is forced: each step takes away what an earlier one needs."""
        confine.close_all_but([0, 1, 2, seccomp.CHANNEL_FD, *([] if self._ruleset is None else [self._ruleset])])
        os.setsid()
        confine.limit_resources(address_space_bytes=self._baseline_bytes + (memory_mib << 20), cpu_seconds=cpu_seconds)
        if user_id is not None:
            confine.become(user_id)
        confine.drop_capabilities()
        confine.forbid_inspection()
        confine.forbid_new_privileges()
        confine.die_with_parent()
        if self._ruleset is not None:
            confine.restrict_file_access(self._ruleset)
            os.close(self._ruleset)
        self._filter.apply()


class Zygote:
    """Answers the client's requests until the client goes away."""

    def __init__(self, control: socket.socket, settings: dict[str, Any]) -> None:
        self._control = control
        self._settings = settings
        self._server = worker.CallServer()
        self._children: set[int] = set()
        self._pid_namespace: int | None = None
        self._confinement: Confinement | None = None
        self._null = -1
        self._pid = -1

    def prepare(self) -> None:
        """Warm up, jail this process, and say so; a refusal of the kernel is said instead, and ends the process."""
        os.umask(0o022)
        for name in _WARM_MODULES:
            importlib.import_module(name)
        _import_extensions()
        try:
            _import_packages(self._settings)
        except _Broken as broken:
            self._reply({"broken": broken.package, "reason": broken.reason})
            os._exit(0)
        _rehearse(self._server)
        try:
            if self._settings["level"] != "UNCONFINED":
                self._confine()
        except confine.Refused as refused:
            self._reply({"refused": refused.primitive, "reason": refused.reason})
            os._exit(0)
        self._control = socket.socket(fileno=_out_of_the_way(self._control.detach()))
        self._pid = os.getpid()
        disown_siblings(self._settings["folder"], self._settings["packages"])
        gc.collect()
        gc.freeze()  # a collection in a worker shall not copy our pages
        self._reply({"ready": self._confinement.notes if self._confinement else []})

    def _confine(self) -> None:
        confine.architecture()
        self._null = _out_of_the_way(os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC))
        # All of this is read from /proc, which the jail does not have.
        with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:  # noqa: PTH123
            view.read_what_is_mapped(maps.read())
        shown = view.of_this_process(os.path.dirname(np.__file__), tuple(self._settings["shown"]))  # noqa: PTH120
        baseline_bytes = _address_space_bytes()
        jailed = self._settings["level"] == "L1"
        if jailed:
            with confine.needing("user namespaces"):
                _enter_namespaces()
        ids = _unused_ids() if os.geteuid() == 0 and (jailed or shown.is_open_to_all()) else None
        if jailed:
            with confine.needing("jail"):
                self._enter_jail(shown)
        confine.forbid_inspection()
        self._confinement = Confinement(shown, jailed=jailed, baseline_bytes=baseline_bytes, ids=ids)
        if ids is None and os.geteuid() == 0:
            self._confinement.notes.append(
                "workers keep uid 0, without its capabilities: no other uid can run Python here"
            )

    def _enter_jail(self, shown: view.View) -> None:
        """Become process 1 of the new namespaces, in a root that holds only the view."""
        self._become_first_process()
        self._pid_namespace = _out_of_the_way(os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC))
        view.enter_root(shown)
        importlib.invalidate_caches()
        importlib.machinery.PathFinder.find_spec(_NOT_A_MODULE)  # lists the folders once instead of in each worker

    def _become_first_process(self) -> None:
        pid = os.fork()
        if pid:
            self._control.close()
            os.waitpid(pid, 0)
            os._exit(0)
        confine.die_with_parent()

    def run(self) -> NoReturn:
        """Serve the client for ever."""
        while True:
            try:
                message, fds, _, _ = socket.recv_fds(self._control, _MESSAGE_BYTES, 1)
            except OSError:
                message = b""
            if not message:
                os._exit(0)
            request = json.loads(message)
            if "spawn" in request:
                self._spawn(request["spawn"], fds[0])
            else:
                self._reap(request["reap"])

    def _reply(self, message: dict[str, Any], fds: tuple[int, ...] = ()) -> None:
        socket.send_fds(self._control, [json.dumps(message).encode()], fds)

    def _spawn(self, limits: dict[str, int], fd: int) -> None:
        user_id = self._confinement.next_user_id() if self._confinement else None
        try:
            pid = self._fork(limits, fd, user_id)
            self._children.add(pid)
            pidfd = os.pidfd_open(pid)
        except OSError as exc:
            self._reply({"error": str(exc)})
        else:
            self._reply({"pid": pid}, (pidfd,))
            os.close(pidfd)
        finally:
            os.close(fd)

    def _fork(self, limits: dict[str, int], fd: int, user_id: int | None) -> int:
        """Fork a worker into a PID namespace of its own; return its pid in ours."""
        if self._pid_namespace is None:
            return os.fork() or self._become_worker(limits, fd, user_id)
        confine.unshare(confine.NEW_PIDS)
        try:
            return os.fork() or self._become_worker(limits, fd, user_id)
        finally:
            confine.set_namespace(self._pid_namespace, confine.NEW_PIDS)

    def _become_worker(self, limits: dict[str, int], fd: int, user_id: int | None) -> NoReturn:
        """Confine, say so, and serve. Nothing may ever leave this function: above it is the zygote's code."""
        try:
            if self._confinement is not None:
                os.dup2(fd, seccomp.CHANNEL_FD)
            channel = worker.Channel(fd if self._confinement is None else seccomp.CHANNEL_FD)
            try:
                self._confine_worker(limits, user_id)
            except confine.TooLittle as exc:
                channel.send(wire.encode(("too little", str(exc))))
                os._exit(wire.NOT_CONFINED_STATUS)
            except BaseException as exc:
                with contextlib.suppress(BaseException):
                    channel.send(wire.encode(("not confined", f"{type(exc).__name__}: {exc}")))
                os._exit(wire.NOT_CONFINED_STATUS)
            channel.send(wire.encode(("confined",)))
            self._server.serve(
                channel, output_characters=limits["output_kib"] << 10, reply_bytes=limits["reply_mib"] << 20
            )
        finally:
            os._exit(wire.ESCAPED_STATUS)

    def _confine_worker(self, limits: dict[str, int], user_id: int | None) -> None:
        if self._confinement is None:
            self._control.close()
            confine.die_with_parent()
            return
        for standard in (0, 1, 2):  # a terminal or a log would be a way out
            os.dup2(self._null, standard)
        self._confinement.apply(user_id=user_id, memory_mib=limits["memory_mib"], cpu_seconds=limits["cpu_seconds"])
        if os.getppid() not in (0, self._pid):  # 0 across PID namespaces
            raise RuntimeError("the zygote ended before that could be noticed")

    def _reap(self, pid: int) -> None:
        if pid not in self._children:
            self._reply({"error": f"no child {pid}"})
            return
        os.kill(pid, signal.SIGKILL)  # no effect on one that has ended; it cannot be another: we have not waited
        _, status, usage = os.wait4(pid, 0)
        self._children.remove(pid)
        self._reply({"status": os.waitstatus_to_exitcode(status), "cpu_seconds": usage.ru_utime + usage.ru_stime})


def _enter_namespaces() -> None:
    """Root needs no user namespace, unless a container has taken its capabilities."""
    if os.geteuid() == 0:
        try:
            confine.unshare(confine.JAIL)
        except PermissionError:
            pass
        else:
            return
    confine.enter_user_namespace()
    confine.unshare(confine.JAIL)


def _import_extensions() -> None:
    """Import the standard library's extension modules: the jail has no shared objects, nor what they depend on."""
    folders = [path for path in sys.path if os.path.basename(path) == "lib-dynload"]  # noqa: PTH119
    files = sorted(name for folder in folders if os.path.isdir(folder) for name in os.listdir(folder))  # noqa: PTH112, PTH208
    for name in files:
        if not name.startswith(_UNNEEDED_EXTENSIONS):
            with contextlib.suppress(ImportError):  # what it needs is not installed here
                importlib.import_module(name.partition(".")[0])


def _rehearse(server: worker.CallServer) -> None:
    """Do what every worker will do, so that lazy initialisation happens once, and before memory is measured."""
    server.install()
    requests = [
        (("load", "", ""), (({"rehearsal.py": _REHEARSAL}, (), (), ()), {})),
        (("import", "rehearsal", ""), ((), {})),
        (("call", "rehearsal", "rehearse"), ((np.array([0.75, 0.25]),), {"scale": 2.0})),
        (("call", "rehearsal", "rehearse"), (([0.75, 0.75],), {})),
        (("call", "rehearsal", "missing"), ((), {})),
    ]
    for target, arguments in requests * 2:
        parts = wire.encode(1), wire.encode(wire.encode(target)), wire.encode(arguments)
        wire.decode(server.answer(b"".join(parts)))
    server.forget()


def _unused_ids() -> range | None:
    """Return uids for workers, or None in a user namespace that knows no other uid than ours."""
    with open("/proc/self/uid_map", encoding="ascii") as uid_map:  # noqa: PTH123
        mapped = [range(int(line.split()[0]), sum(map(int, line.split()[::2]))) for line in uid_map]
    for ids in _UNUSED_IDS:
        if any(ids[0] in known and ids[-1] in known for known in mapped):
            return ids
    return None


def _address_space_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
        return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _out_of_the_way(fd: int) -> int:
    """Move a trusted descriptor to a high number."""
    moved = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _FIRST_TRUSTED_FD)
    os.close(fd)
    return moved


if __name__ == "__main__":
    _zygote = Zygote(_control, _settings)
    _zygote.prepare()
    _zygote.run()
