"""A PostgreSQL server of its own for a test session: on loopback, in a temporary folder, run by an ordinary user."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROLE = "grader"
ORDINARY = "postgres"  # PostgreSQL does not run as root; Debian's package brings this user


@contextlib.contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server and yield its address without a database: postgresql+psycopg2://…/."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin/initdb")).parent
    folder = Path(tempfile.mkdtemp(prefix="grader-postgres-"))
    if os.getuid() == 0:
        shutil.chown(folder, ORDINARY)
    try:
        data, port = folder / "data", _free_port()
        _run(
            programs / "initdb", "-D", data, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions"
        )
        options = f"-h 127.0.0.1 -p {port} -k {folder} -F -c max_connections=20"
        _run(programs / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "-t", "60", "start")
        try:
            yield f"postgresql+psycopg2://{ROLE}@127.0.0.1:{port}/"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _run(*command: str | Path) -> None:
    user = pwd.getpwnam(ORDINARY) if os.getuid() == 0 else None
    with tempfile.TemporaryFile("w+") as output:  # no pipe: the server inherits it, and would hold it open
        done = subprocess.run(
            [str(part) for part in command],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
        output.seek(0)
        assert done.returncode == 0, output.read()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
