"""The distributions: every file of the packages, nothing of a course, and pages that make sense on an index."""

from __future__ import annotations

import email
import re
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

import grader
from tests.installed.environment import PROJECT, ROOT, build, files_in, wheel_of

PACKAGES = {"course-grader": ROOT / "grader", "course-grader-attacks": ROOT / "attacks" / "grader_attacks"}
RELATIVE_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)]*)\)")


@pytest.fixture(params=PACKAGES)
def distribution(request: pytest.FixtureRequest) -> str:
    return request.param


def packed(wheel: Path) -> dict[str, bytes]:
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def metadata(wheel: Path) -> email.message.Message:
    (text,) = (content for name, content in packed(wheel).items() if name.endswith(".dist-info/METADATA"))
    return email.message_from_bytes(text)


def test_the_wheel_has_every_file_of_its_package_and_no_other(wheels: Path, distribution: str) -> None:
    package = PACKAGES[distribution]
    expected = {f"{package.name}/{name}" for name in files_in(package)}
    names = {name for name in packed(wheel_of(wheels, distribution)) if ".dist-info/" not in name}
    assert names == expected


def test_the_grader_brings_no_attack_and_no_course_but_the_one_to_begin_with(wheels: Path) -> None:
    names = packed(wheel_of(wheels, "course-grader"))
    courses = [name for name in names if re.search(r"(^|/)(exercises|solutions|tests|corpus)/", name)]
    assert not [name for name in courses if not name.startswith("grader/authoring/")]  # what `grader init` copies
    assert len(names) < 350


def test_the_sdist_has_its_package_and_what_builds_it(wheels: Path, distribution: str) -> None:
    package = PACKAGES[distribution]
    (path,) = wheels.glob(f"{distribution.replace('-', '_')}-[0-9]*.tar.gz")
    with tarfile.open(path) as archive:
        names = {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}
    files = {name for name in names if ".egg-info/" not in name and name not in {"PKG-INFO", "setup.cfg"}}
    besides = {"pyproject.toml", "README.md", "LICENSE", *({"docs/package.md"} if package.parent == ROOT else ())}
    assert files == besides | {f"{package.name}/{name}" for name in files_in(package)}


def test_sdist_and_checkout_make_the_same_wheel(
    wheels: Path, sources: Path, distribution: str, tmp_path: Path
) -> None:
    (sdist,) = wheels.glob(f"{distribution.replace('-', '_')}-[0-9]*.tar.gz")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-input", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", str(tmp_path / "sdist"), str(sdist)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    source = sources if distribution == "course-grader" else sources / "attacks"
    build(source, tmp_path / "checkout", kinds=["--wheel"])
    assert packed(wheel_of(tmp_path / "sdist", distribution)) == packed(wheel_of(tmp_path / "checkout", distribution))


def test_the_page_on_the_index_has_no_link_into_a_checkout(wheels: Path, distribution: str) -> None:
    page = metadata(wheel_of(wheels, distribution))
    assert page["Description-Content-Type"] == "text/markdown"
    text = page.get_payload()
    assert isinstance(text, str)
    assert text.startswith(f"# {distribution}\n")
    assert not RELATIVE_LINK.findall(text)


def test_both_have_one_version_and_the_extra_asks_for_it(wheels: Path) -> None:
    ours, attacks = (metadata(wheel_of(wheels, name)) for name in PACKAGES)
    assert ours["Version"] == attacks["Version"] == grader.__version__
    assert f'course-grader-attacks=={ours["Version"]}; extra == "attacks"' in ours.get_all("Requires-Dist", [])
    assert {"nbgrader", "mutants", "plots", "attacks", "dev"} == set(ours.get_all("Provides-Extra", []))


def test_both_have_one_license() -> None:
    assert (ROOT / "attacks" / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_the_oldest_python_that_is_allowed_is_named() -> None:
    attacks = tomllib.loads((ROOT / "attacks" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for project in (PROJECT, attacks):
        oldest = project["requires-python"].removeprefix(">=")
        assert f"Programming Language :: Python :: {oldest}" in project["classifiers"]
