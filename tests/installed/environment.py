"""Virtual environments outside of the checkout, and commands in them that know nothing of it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.interpreters import NOBODY, base_python

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements"
SECONDS = 600
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
# Some machines need these for a correct NumPy; no test needs more threads than one.
KEPT_VARIABLES = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "SSL_CERT_FILE")
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "docs/package.md", "grader", "attacks")
INSTALL_OPTIONS = ("--quiet", "--no-input", "--disable-pip-version-check")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@dataclass(frozen=True)
class Environment:
    """A virtual environment, and the folder that is the home of whoever runs something in it."""

    folder: Path

    @property
    def bin(self) -> Path:
        """Return the folder of its programs."""
        return self.folder / "bin"

    @property
    def python(self) -> Path:
        """Return its interpreter."""
        return self.bin / "python"

    def run(
        self, *command: str | Path, cwd: Path, user: int | None = None, status: int = 0, given: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a program, as somebody who has this environment and no checkout; assert its exit status.

        The first word may name a program of the environment. `user` is a uid: that user owns its home, and needs to be
        able to enter `cwd` (see the fixture `desk`).
        """
        program = self.bin / command[0]
        words = [str(program if program.is_file() else command[0]), *map(str, command[1:])]
        ids = {} if user is None else {"user": user, "group": user, "extra_groups": []}
        done = subprocess.run(
            words,
            cwd=cwd,
            env=self.variables(user),
            input=given,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            **ids,  # type: ignore[arg-type]
        )
        said = f"{done.stdout}\n{done.stderr}"
        assert done.returncode == status, f"{' '.join(words)}: exit status {done.returncode}, not {status}\n{said}"
        return done

    def variables(self, user: int | None = None) -> dict[str, str]:
        """Return all variables that a program gets: nothing of the tester's own, no PYTHONPATH."""
        home = self.folder / f"home-{os.getuid() if user is None else user}"
        home.mkdir(exist_ok=True)
        if user is not None:
            os.chown(home, user, user)
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        return kept | {
            "HOME": str(home),
            "PATH": f"{self.bin}:{SYSTEM_PATH}",
            "LANG": "C.UTF-8",
            "COLUMNS": "100",
            "OPENBLAS_NUM_THREADS": "1",
        }


def make_environment(
    folder: Path, requirements: Sequence[str], pins: Path, *, wheels: Path | None = None, compiled: bool = False
) -> Environment:
    """Make a virtual environment with some requirements, at the versions and hashes that `pins` has for them."""
    environment = Environment(folder)
    base = base_python(NOBODY) if os.getuid() == 0 else sys.executable
    _run([base, "-m", "venv", "--without-pip", str(folder)])
    folder.chmod(0o755)
    wanted = folder / "requirements.txt"
    wanted.write_text("".join(f"{line}\n" for line in requirements), encoding="utf-8")
    options = [*INSTALL_OPTIONS, "--constraint", str(pins), "--requirement", str(wanted)]
    options += [] if compiled else ["--no-compile"]
    options += ["--find-links", str(wheels)] if wheels else []
    cache = ["--cache-dir", str(Path(sys.prefix) / "cache")]
    _run([sys.executable, "-m", "pip", "--python", str(environment.python), *cache, "install", *options])
    return environment


def wheel_requirement(wheels: Path, distribution: str, *extras: str) -> str:
    """Return a line of a requirements file that installs a wheel of ours, with its hash: the pins have hashes, too."""
    wheel = wheel_of(wheels, distribution)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    named = f"{distribution}[{','.join(extras)}]" if extras else distribution
    return f"{named} @ {wheel.as_uri()} --hash=sha256:{digest}"


def wheel_of(wheels: Path, distribution: str) -> Path:
    """Return the one wheel of a distribution."""
    (wheel,) = wheels.glob(f"{distribution.replace('-', '_')}-[0-9]*.whl")
    return wheel


def copy_sources(folder: Path) -> Path:
    """Copy what the distributions are built from, without what tests and builds leave beside it."""
    ignored = shutil.ignore_patterns("__pycache__", ".*_cache", "*.egg-info", "build")
    for name in SOURCES:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place, ignore=ignored)
        else:
            shutil.copy(ROOT / name, place)
    return folder


def build(source: Path, out: Path, *, kinds: Iterable[str] = ()) -> None:
    """Build an sdist, and from it a wheel; or only `kinds`, like `--wheel`, from the source itself."""
    _run([sys.executable, "-m", "build", "--no-isolation", *kinds, "--outdir", str(out), str(source)])


def files_in(folder: Path) -> set[str]:
    """Return the files below a folder, by path, without caches."""
    names = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {
        name.as_posix()
        for name in names
        if not any(part.endswith("cache__") or part.endswith("_cache") for part in name.parts)
    }


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
