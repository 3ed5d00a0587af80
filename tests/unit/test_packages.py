"""What is installed of a course's packages: their own files, those that they need, and nothing beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.errors import CourseError, MachineError
from grader.packages import NO_PACKAGES, Packages, find_packages, packages_of
from tests.installing import install

Find = Callable[..., Packages]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder of packages that Python looks into."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    find_packages.cache_clear()
    yield folder
    find_packages.cache_clear()


def test_a_course_without_packages_needs_nothing() -> None:
    assert find_packages(()) == NO_PACKAGES


def test_the_files_of_a_package_and_nothing_beside_them(site: Path) -> None:
    install(site, "soups", {"soups/__init__.py": "", "soups/pea/hot.py": "", "ladle.py": ""})
    install(site, "secrets-of-the-chef", {"chef/__init__.py": ""})
    found = find_packages(("soups",))
    assert found.modules == ("ladle", "soups")
    assert dict(found.places) == {"soups": f"{site}/soups", "ladle": f"{site}/ladle.py"}
    assert found.metadata == (f"{site}/soups-1.5.dist-info/METADATA",)
    assert found.versions == ("soups 1.5",)
    assert not any("chef" in path or "RECORD" in path or "bin" in path for path in found.shown)


def test_what_it_needs_is_shown_but_not_for_students_to_import(site: Path) -> None:
    install(site, "soups", {"soups/__init__.py": ""}, needs=("Kitchen-Ware>=1", "numpy>=1", 'oven; extra == "hot"'))
    install(site, "kitchen_ware", {"kitchen/__init__.py": ""}, needs=("soups",))
    found = find_packages(("soups",))
    assert found.modules == ("soups",)
    assert dict(found.places).keys() == {"soups", "kitchen"}
    assert found.versions == ("kitchen-ware 1.5", "soups 1.5")


def test_an_extra_that_a_dependency_asks_for_is_needed(site: Path) -> None:
    install(site, "soups", {"soups/__init__.py": ""}, needs=("kitchen[hot]",))
    install(site, "kitchen", {"kitchen/__init__.py": ""}, needs=('oven; extra == "hot"',))
    install(site, "oven", {"oven/__init__.py": ""})
    assert dict(find_packages(("soups",)).places).keys() == {"soups", "kitchen", "oven"}


def test_libraries_private_modules_and_compiled_ones(site: Path) -> None:
    files = (
        "soups/__init__.py",
        "soups.libs/libpea.so.1",
        "_spoon.cpython-311-x86_64-linux-gnu.so",
        "soups.pth",
        "a.txt",
    )
    install(site, "soups", dict.fromkeys(files, ""))
    found = find_packages(("soups",))
    assert not any("soups.libs" in path for path in found.shown)  # they are loaded before the sandbox closes
    assert found.modules == ("soups",)
    assert dict(found.places)["_spoon"] == f"{site}/{files[2]}"
    assert not any(path.endswith((".pth", ".txt")) for path in found.shown)


def test_a_package_without_a_list_of_its_files(site: Path) -> None:
    """Debian's and conda's say only what is at the top."""
    install(site, "soups", {"soups/__init__.py": "", "ladle.py": ""}, record=False)
    assert dict(find_packages(("soups",)).places) == {"soups": f"{site}/soups", "ladle": f"{site}/ladle.py"}


@pytest.mark.parametrize(
    ("needs", "says"),
    [((), "course.yaml lists broth, which is not installed here: pip install broth"),
     (("bones",), "broth needs bones, which is not installed here: pip install bones")],
    ids=["itself", "a dependency"],
)  # fmt: skip
def test_what_is_missing_is_named_with_what_to_do(site: Path, needs: tuple[str, ...], says: str) -> None:
    if needs:
        install(site, "broth", {"broth.py": ""}, needs=needs)
    with pytest.raises(MachineError) as caught:
        find_packages(("broth",))
    assert str(caught.value) == says


def test_an_editable_install_has_no_files_to_show(site: Path) -> None:
    install(site, "broth", {"__editable___broth_finder.py": "", "broth.pth": ""})
    with pytest.raises(MachineError, match=r"Install it again: pip install --force-reinstall broth"):
        find_packages(("broth",))


def test_neither_the_grader_nor_the_course_is_ever_shown(site: Path, tmp_path: Path) -> None:
    grader = Path(__file__).parents[2] / "grader"
    (site / "broth").symlink_to(grader)
    install(site, "wrapper", {}, record=False)
    (site / "wrapper-1.5.dist-info" / "top_level.txt").write_text("broth")
    with pytest.raises(CourseError, match="holds the grader, which students' code must not see"):
        find_packages(("wrapper",))
    install(site, "lessons", {"lessons/__init__.py": "", "lessons/course/solutions/unit1.py": ""})
    with pytest.raises(CourseError, match="holds the solutions, which students' code must not see"):
        packages_of(site / "lessons" / "course", ["lessons"])


def test_an_environment_inside_of_the_course_is_no_fault(site: Path) -> None:
    install(site, "lessons", {"lessons/__init__.py": ""})
    assert packages_of(site.parent, ["lessons"]).modules == ("lessons",)
