"""Packages that a course lists, in real sandboxes of both levels."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.course import load_course, manifest_text
from grader.errors import MachineError
from grader.model import Level, Limits, Submission
from grader.packages import find_packages
from grader.sandbox.client import Raised, Returned, Sandbox
from grader.session import Session
from tests.installing import install
from tests.unit.course.authored import ARITHMETIC

Provide = Callable[..., Sandbox]


@pytest.fixture(params=[Level.L1, Level.L2], ids=str)
def provide(request: pytest.FixtureRequest) -> Iterator[Provide]:
    """Return a function that starts a sandbox with some packages."""
    started: list[Sandbox] = []

    def provide(*names: str) -> Sandbox:
        started.append(Sandbox.start(level=request.param, packages=find_packages(names)))
        return started[-1]

    yield provide
    for sandbox in started:
        sandbox.close()


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder of packages that Python looks into, and that every user can read."""
    folder = tmp_path_factory.mktemp("site-packages")
    monkeypatch.syspath_prepend(folder)
    find_packages.cache_clear()
    yield folder
    find_packages.cache_clear()


def value(sandbox: Sandbox, source: str, **options: Any) -> Any:
    """Return what `f` of this source returns, or the text of the exception that it raises."""
    with sandbox.spawn(Limits()) as worker:
        worker.load({"unit1.py": source.encode()}, **options)
        result = worker.call("unit1", "f", (), {}, seconds=20.0)
    if isinstance(result, Raised):
        return f"{result.name}: {result.exception}"
    assert isinstance(result, Returned), result
    return result.value


def test_a_package_its_data_and_what_it_needs(provide: Provide, site: Path) -> None:
    install(
        site,
        "soups",
        {
            "soups/__init__.py": "from importlib.metadata import version\nfrom pathlib import Path\nimport kitchen\n"
            "def recipe(): return [Path(__file__).with_name('pea.txt').read_text(), kitchen.pots, version('soups')]",
            "soups/pea.txt": "peas",
        },
        needs=("kitchen",),
    )
    install(site, "kitchen", {"kitchen.py": "pots = 3"})
    install(site, "chef", {"chef.py": "", "chef_data/secret.txt": ""})
    sandbox = provide("soups")
    assert value(sandbox, "import soups\ndef f(): return soups.recipe()") == ["peas", 3, "1.5"]
    refused = "ModuleNotFoundError: This course does not provide {}: use the standard library, NumPy and soups."
    for name in ("kitchen", "chef"):
        assert value(sandbox, f"def f():\n    import {name}") == refused.format(name)
    for hidden in ("chef.py", "chef_data/secret.txt", "soups-1.5.dist-info/RECORD"):
        assert value(sandbox, f"def f(): return open({str(site / hidden)!r}).read()").startswith(
            ("FileNotFoundError", "PermissionError")
        )
    assert value(sandbox, f"def f(): open({str(site / 'soups' / 'pea.txt')!r}, 'w')").startswith(
        ("OSError: [Errno 30]", "PermissionError")
    )


def test_a_large_package_with_libraries_of_its_own(provide: Provide) -> None:
    sandbox = provide("scipy")
    source = "from scipy.optimize import brentq\ndef f(): return float(brentq(lambda x: x * x - 4, 0, 3))"
    assert value(sandbox, source) == pytest.approx(2.0)
    assert sandbox.attestation.held


def test_a_part_of_it_can_be_refused(provide: Provide) -> None:
    sandbox = provide("scipy")
    options = {"forbidden": ["scipy.special"]}
    assert (
        value(sandbox, "import scipy.optimize\ndef f(): return 1", **options) == 1
    )  # which itself needs scipy.special
    text = "ImportError: This course does not allow scipy.special: write the function yourself."
    assert value(sandbox, "def f():\n    from scipy.special import expit", **options) == text


def test_memory_is_on_top_of_what_packages_take(provide: Provide, site: Path) -> None:
    install(site, "large", {"large.py": "kept = bytes(300 << 20)"})
    sandbox = provide("large")
    with sandbox.spawn(Limits(memory_mib=64)) as worker:
        worker.load({"unit1.py": b"import large\ndef f(): return len(large.kept) + len(bytes(32 << 20))"})
        result = worker.call("unit1", "f", (), {}, seconds=10.0)
    assert isinstance(result, Returned)


def test_what_a_package_puts_into_the_environment_goes_again(provide: Provide, site: Path) -> None:
    install(site, "noisy", {"noisy.py": "import os\nos.environ['NOISY'] = '1'"})
    assert value(provide("noisy"), "import os, noisy\ndef f(): return 'NOISY' in os.environ") is False


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("raise RuntimeError('no display')", "RuntimeError: no display"),
        (
            "import threading, time\nthreading.Thread(target=time.sleep, args=(9,), daemon=True).start()",
            "starts threads",
        ),
    ],
    ids=["raises", "threads"],
)
def test_a_package_that_cannot_be_used_is_named(provide: Provide, site: Path, source: str, reason: str) -> None:
    install(site, "bad", {"bad.py": source})
    with pytest.raises(MachineError, match=f"bad, which course.yaml lists, cannot be used here: .*{reason}"):
        provide("bad")


def test_a_course_that_lists_a_package_is_graded_with_it(site: Path, tmp_path: Path) -> None:
    install(site, "adding", {"adding.py": "import math\ntotal = math.fsum"})
    shutil.copytree(ARITHMETIC, tmp_path / "course")
    with (tmp_path / "course" / "course.yaml").open("a") as file:
        file.write("packages: [adding]\n")
    reference = tmp_path / "course" / "solutions" / "unit1_sums.py"
    reference.write_text(
        reference.read_text().replace("import math", "import adding").replace("math.fsum", "adding.total")
    )
    course = load_course(tmp_path / "course")
    assert json.loads(manifest_text(course))["packages"] == ["adding"]
    with Session.open(course, None, b"secret") as session:
        report = session.grade(Submission("ada", (("unit1_sums.py", reference.read_bytes()),), "digest"))
    assert report.score == report.max_score == course.points


def test_a_course_whose_package_is_missing_grades_nobody(tmp_path: Path) -> None:
    shutil.copytree(ARITHMETIC, tmp_path / "course")
    with (tmp_path / "course" / "course.yaml").open("a") as file:
        file.write("packages: [no-such-package-anywhere]\n")
    course = load_course(tmp_path / "course")
    says = (
        "course.yaml lists no-such-package-anywhere, which is not installed here: pip install no-such-package-anywhere"
    )
    for use in (lambda: Session.open(course, None, b"secret"), lambda: manifest_text(course)):
        with pytest.raises(MachineError) as caught:
            use()
        assert str(caught.value) == says


def test_a_new_sandbox_after_a_loss_has_them_too(provide: Provide, site: Path) -> None:
    install(site, "soups", {"soups.py": "pea = 1"})
    sandbox = provide("soups")
    sandbox.restart()
    assert value(sandbox, "import soups\ndef f(): return soups.pea") == 1
