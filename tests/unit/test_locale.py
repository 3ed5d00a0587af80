"""The catalogs of messages: in step with the sources, complete, compiled, and with the placeholders of originals."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from grader.language import known_languages

ROOT = Path(__file__).parents[2]
SOURCES = {"grader": ["grader"], "exercises": ["course.yaml", "exercises"], "solutions": ["solutions"]}
FILES = sorted(file for domain in SOURCES for file in (ROOT / domain / "locale").glob("*/LC_MESSAGES/*.po"))
NAMES = [str(file.relative_to(ROOT)) for file in FILES]


def read(file: Path) -> Catalog:
    return read_po(BytesIO(file.read_bytes()), locale=file.parents[1].name)


def texts(message: Message) -> tuple[list[str], list[str]]:
    """Return a message's originals and its translations; a plural has several of each."""
    originals, translations = (list(t) if isinstance(t, tuple) else [t] for t in (message.id, message.string))
    return originals, translations


def messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Catalog]:
    """Return the messages in the sources, by domain, as `make locale` finds them."""
    folder, found = tmp_path_factory.mktemp("locale"), {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        for domain, inputs in SOURCES.items():
            options = ["--quiet", "extract", "--mapping=pyproject.toml", "--keywords=msg counted:1,2"]
            CommandLineInterface().run(["pybabel", *options, f"--output={folder / domain}", *inputs])
            found[domain] = read_po(BytesIO((folder / domain).read_bytes()))
    return found


def test_every_language_has_every_domain() -> None:
    languages = [language for language in known_languages() if language != "en"]
    assert {(f.stem, f.parents[1].name) for f in FILES} == {(d, language) for d in SOURCES for language in languages}


@pytest.mark.parametrize("file", FILES, ids=NAMES)
class TestCatalog:
    def test_is_in_step_with_the_sources(self, file: Path, extracted: dict[str, Catalog]) -> None:
        wanted = {m.id for m in messages(extracted[file.stem])}
        assert {m.id for m in messages(read(file))} == wanted, "run `make locale`"

    def test_is_complete(self, file: Path) -> None:
        catalog = read(file)
        assert not [m.id for m in messages(catalog) if m.fuzzy or not all(texts(m)[1])]
        assert not catalog.obsolete

    def test_is_compiled(self, file: Path) -> None:
        compiled = BytesIO()
        write_mo(compiled, read(file))
        assert file.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run `make locale`"

    def test_has_the_placeholders_of_the_originals(self, file: Path) -> None:
        for message in messages(read(file)):
            originals, translations = texts(message)
            if "python-brace-format" in message.flags:
                assert {names(text) for text in translations} == {names(originals[-1])}, originals
            if "%(" in originals[-1]:
                assert not message.check()

    def test_begins_and_ends_as_the_original(self, file: Path) -> None:
        """A label is set off by blanks; a line more or less would be one in the report."""
        for message in messages(read(file)):
            originals, translations = texts(message)
            for text in translations:
                assert text.count("\n") == originals[0].count("\n"), text
                assert text.rstrip() == text, text
                if re.match("  +", originals[0]):
                    assert re.match("  +", text), text


def names(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("domain", ["grader", "exercises"])
def test_every_message_is_extracted(domain: str, extracted: dict[str, Catalog]) -> None:
    """One inside an f-string, or made of a variable, would be said in English for ever."""
    known = {m.id[0] if isinstance(m.id, tuple) else m.id for m in messages(extracted[domain])}
    unknown = []
    for file in (ROOT / domain).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"msg", "counted"}:
                template = node.args[0]
                if not isinstance(template, ast.Constant) or template.value not in known:
                    unknown.append(f"{file.name}:{node.lineno}")
    assert not unknown


def test_what_students_run_is_written_in_english() -> None:
    """Its Chinese is in the catalog, where a translator finds it; a literal beside the English would be one more."""
    chinese = re.compile("[\u3400-\u9fff]")
    assert not [file.name for file in (ROOT / "exercises").rglob("*.py") if chinese.search(file.read_text("utf-8"))]
