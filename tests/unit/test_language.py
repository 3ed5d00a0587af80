from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from grader.language import (
    ENGLISH,
    Language,
    Message,
    codes_of,
    counted,
    has_catalog,
    joined,
    known_languages,
    load_language,
    msg,
)

Write = Callable[[str, dict[str | tuple[str, str], str | tuple[str, ...]]], tuple[str, Path]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a German catalog of one domain; return the place of it."""

    def write(domain: str, texts: dict[str | tuple[str, str], str | tuple[str, ...]]) -> tuple[str, Path]:
        catalog = Catalog(locale="de")
        for text, translation in texts.items():
            catalog.add(text, translation)
        folder = tmp_path / domain / "de" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / f"{domain}.mo").open("wb") as file:
            write_mo(file, catalog)
        return domain, tmp_path / domain

    return write


@pytest.fixture
def german(write: Write) -> Language:
    return load_language(
        "de",
        write(
            "course",
            {
                "a number": "eine Zahl",
                "should be {what}": "soll {what} sein",
                ("{count} case of {all}", "{count} cases of {all}"): (
                    "{count} Fall von {all}",
                    "{count} Fälle von {all}",
                ),
                "wrong {name}": "falsch {nombre}",
                "{a} and {b}": "{b} und {a}",
            },
        ),
    )


class TestMessage:
    def test_is_its_english_text(self) -> None:
        message = msg("shape {got} instead of {expected}", got="(3,)", expected="(4,)")
        assert message == "shape (3,) instead of (4,)"
        assert json.dumps(message) == '"shape (3,) instead of (4,)"'
        assert str(ValueError(message)) is message

    def test_without_values_is_its_template(self) -> None:
        assert msg("the set {0, 1}") == "the set {0, 1}"

    def test_counts(self) -> None:
        assert [counted("{count} case", "{count} cases", n) for n in (0, 1, 2)] == ["0 cases", "1 case", "2 cases"]

    def test_joins(self) -> None:
        assert joined(", ", ["a", msg("b {c}", c=1)]) == "a, b 1"
        assert joined(", ", []) == ""

    @pytest.mark.parametrize("again", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))], ids=["copy", "pickle"])
    def test_travels(self, again: Callable[[Message], Message], german: Language) -> None:
        message = counted("{count} case of {all}", "{count} cases of {all}", 2, all=msg("a number"))
        assert again(message) == message
        assert german.say(again(message)) == "2 Fälle von eine Zahl"


class TestSay:
    def test_english(self) -> None:
        assert ENGLISH.say(counted("{count} case", "{count} cases", 1)) == "1 case"
        assert type(ENGLISH.say(msg("a number"))) is str

    def test_messages_inside_are_said_and_other_texts_are_not(self, german: Language) -> None:
        assert german.say(msg("should be {what}", what=msg("a number"))) == "soll eine Zahl sein"
        assert german.say(msg("should be {what}", what="a number")) == "soll a number sein"

    def test_order_is_the_translations(self, german: Language) -> None:
        assert german.say(msg("{a} and {b}", a="x", b="{a}")) == "{a} und x"

    def test_joined(self, german: Language) -> None:
        assert german.say(joined("\n", [msg("a number"), "a number"])) == "eine Zahl\na number"

    @pytest.mark.parametrize(("count", "text"), [(1, "1 Fall von 5"), (3, "3 Fälle von 5")])
    def test_plural(self, german: Language, count: int, text: str) -> None:
        assert german.say(counted("{count} case of {all}", "{count} cases of {all}", count, all=5)) == text

    def test_plain_text_is_looked_up(self, german: Language) -> None:
        assert german.say("a number") == "eine Zahl"
        assert german.say("unknown") == "unknown"
        assert german.say("") == ""

    def test_a_translation_that_does_not_fit_is_not_used(self, german: Language) -> None:
        assert german.say(msg("wrong {name}", name="n")) == "wrong n"


class TestLoad:
    def test_speaks_what_has_a_catalog(self) -> None:
        assert known_languages() == ("en", "zh")

    def test_a_course_comes_before_the_grader(self, write: Write) -> None:
        first, second = write("first", {"x": "erstes"}), write("second", {"x": "zweites", "y": "anderes"})
        language = load_language("de", first, second)
        assert [language.say(text) for text in ("x", "y", "z")] == ["erstes", "anderes", "z"]

    @pytest.mark.parametrize("code", ["de_AT", "de-at", "DE"])
    def test_falls_back_to_the_wider_language(self, code: str, write: Write) -> None:
        assert load_language(code, write("course", {"x": "y"})).say("x") == "y"

    def test_the_nearest_catalog_comes_first(self, write: Write, tmp_path: Path) -> None:
        domain, folder = write("course", {"x": "Jänner?", "y": "Sahne"})
        austrian = Catalog(locale="de_AT")
        austrian.add("x", "Jänner")
        (folder / "de_AT" / "LC_MESSAGES").mkdir(parents=True)
        with (folder / "de_AT" / "LC_MESSAGES" / "course.mo").open("wb") as file:
            write_mo(file, austrian)
        language = load_language("de-AT", (domain, folder))
        assert [language.say(text) for text in ("x", "y", "z")] == ["Jänner", "Sahne", "z"]
        assert language.tag == "de-AT"

    @pytest.mark.parametrize(
        ("code", "folders"),
        [
            ("de", ("de",)),
            ("pt-br", ("pt_BR", "pt")),
            ("zh_hans_CN", ("zh_Hans_CN", "zh_Hans", "zh")),
            ("ES-419", ("es_419", "es")),
        ],
    )
    def test_folders_of_a_code(self, code: str, folders: tuple[str, ...]) -> None:
        assert codes_of(code) == folders

    def test_knows_what_has_a_catalog(self, write: Write) -> None:
        domain, folder = write("course", {})
        assert has_catalog("en_GB")
        assert has_catalog("zh_TW")
        assert not has_catalog("de")
        assert has_catalog("de_CH", domain, folder)

    def test_without_any_catalog_texts_stay(self, tmp_path: Path) -> None:
        assert load_language("fr", ("course", tmp_path)).say(msg("a number")) == "a number"

    def test_is_read_once(self, write: Write) -> None:
        place = write("course", {"x": "y"})
        assert load_language("de", place) is load_language("de", place)
