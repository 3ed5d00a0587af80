"""What `grader check` notes about a language that there are no catalogs of."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from grader.course import load_course
from grader.model import Course
from grader.report.translation import language_of
from grader.selfcheck import note_languages
from tests.unit.course.authored import ARITHMETIC


def in_language(folder: Path, code: str) -> Course:
    """Return the arithmetic course, copied to `folder`, as taught in this language."""
    shutil.copytree(ARITHMETIC, folder, dirs_exist_ok=True)
    with (folder / "course.yaml").open("a") as file:
        file.write(f"language: {code}\n")
    return load_course(folder)


@pytest.fixture
def german(tmp_path: Path) -> Course:
    return in_language(tmp_path / "german", "de_AT")


def translate(course: Course, domain: str, texts: dict[str, str]) -> None:
    catalog = Catalog(locale="de")
    for text, translation in texts.items():
        catalog.add(text, translation)
    folder = course.root / domain / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / f"{domain}.mo").open("wb") as file:
        write_mo(file, catalog)


def test_each_missing_catalog_is_noted_and_none_is_a_fault(german: Course) -> None:
    checks = list(note_languages(german))
    assert all(check.holds and check.note for check in checks)
    assert [check.detail.partition(":")[0] for check in checks] == [
        "The grader's own words are in English",
        "Texts of exercises/ stay as they are written",
        "Texts of solutions/ stay as they are written",
    ]


def test_the_catalogs_of_the_course_are_used_and_no_longer_noted(german: Course) -> None:
    translate(german, "exercises", {"Sums": "Summen"})
    translate(german, "solutions", {"hidden": "verborgen"})
    say = language_of(german).say
    assert [say("Sums"), say("hidden"), say("Right size, opposite sign.")] == [
        "Summen",
        "verborgen",
        "Right size, opposite sign.",
    ]
    assert [check.detail for check in note_languages(german)] == [
        "The grader's own words are in English: it has none in 'de_AT'."
    ]


@pytest.mark.parametrize("language", ["en", "en_GB", "zh", "zh_CN"])
def test_nothing_is_noted_where_the_grader_has_words(german: Course, language: str) -> None:
    assert list(note_languages(replace(german, language=language))) == []


@pytest.mark.parametrize("code", ["de", "pt-BR", "zh_Hans", "nds", "es-419"])
def test_a_course_loads_whatever_its_language(tmp_path: Path, code: str) -> None:
    assert in_language(tmp_path / "course", code).language == code
