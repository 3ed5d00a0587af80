from __future__ import annotations

from pathlib import Path

import pytest

from grader.cases.titles import BadTitle, case_title

SOURCE = '''
import pytest
def test_plain(): """A title.

And more."""
def test_braces(): "The set {0, 1}."
def test_none(): pass
@pytest.mark.parametrize("bits", [4, 8])
def test_named(bits): "A word of {bits} bits, {bits} fair ones."
@pytest.mark.parametrize("bits", [4])
def test_unnamed(bits): "A word of some bits."
@pytest.mark.parametrize("bits", [4])
def test_unknown(bits): "A word of {bytes} bytes."
@pytest.mark.parametrize("bits", [4])
def test_stray(bits): "The set {0, 1} or {."
'''


@pytest.fixture
def titles(tmp_path: Path) -> dict[str, str]:
    """Return the titles of SOURCE by name, or what is wrong with them."""
    path = tmp_path / "test_titles_of_cases.py"
    path.write_text(SOURCE)
    found: dict[str, str] = {}

    class Collector:
        def pytest_collection_finish(self, session: pytest.Session) -> None:
            for item in session.items:
                assert isinstance(item, pytest.Function)
                try:
                    found[item.name] = case_title(item)
                except BadTitle as bad:
                    found[item.name] = str(bad)

    options = ["--collect-only", "-q", "-pno:cacheprovider", "--import-mode=importlib", f"--rootdir={tmp_path}"]
    pytest.main([*options, "-c", "/dev/null", str(path)], plugins=[Collector()])
    return found


def test_titles(titles: dict[str, str]) -> None:
    assert titles == {
        "test_plain": "A title.",
        "test_braces": "The set {0, 1}.",
        "test_none": "needs a docstring: its first line is the title that students read",
        "test_named[4]": "A word of 4 bits, 4 fair ones.",
        "test_named[8]": "A word of 8 bits, 8 fair ones.",
        "test_unnamed[4]": "A word of some bits. [4]",
        "test_unknown[4]": 'its title names what is no parameter (those are bits): "A word of {bytes} bytes."',
        "test_stray[4]": 'its title names what is no parameter (those are bits): "The set {0, 1} or {."',
    }
