"""What a worker says, checked: it may say anything."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Limits
from grader.sandbox import wire
from grader.sandbox.reply import Answer, CallNotes, ProtocolError, Raised, TooMuch, builtin_name, clean, clean_lines

FILES = {"unit1.py": b"import numpy as np\r\n\r\ndef f(x):\r\n    return 1 / x\r\n"}
NOTES = CallNotes()
LIMITS = Limits()


def answer(payload: object, notes: object = None, kind: str = "raised") -> Answer:
    return Answer.parse(wire.encode((5, kind, payload, notes)), 5)[0]


def raised(names: object, message: object = "m", frames: object = ()) -> Raised:
    return answer((names, message, frames)).raised(FILES, NOTES)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param((4, "returned", 1, None), id="stale sequence"),
        pytest.param((6, "returned", 1, None), id="forged sequence"),
        pytest.param((5.0, "returned", 1, None), id="float sequence"),
        pytest.param((True, "returned", 1, None), id="bool sequence"),
        pytest.param((5, b"returned", 1, None), id="bytes kind"),
        pytest.param((5, "returned", 1), id="three items"),
        pytest.param([5, "returned", 1, None], id="a list"),
        pytest.param(None, id="None"),
    ],
)
def test_answers_of_a_wrong_shape(content: object) -> None:
    with pytest.raises(ProtocolError):
        Answer.parse(wire.encode(content), 5)


def test_an_answer_with_a_function_is_malformed() -> None:
    with pytest.raises(ProtocolError, match="malformed"):
        Answer.parse(wire.encode((5, "returned", print, None), lambda _: 1), 5)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(("ValueError", "Exception"), ValueError, id="builtin"),
        pytest.param(("NotADistribution", "ValueError", "Exception"), ValueError, id="nearest base"),
        pytest.param(("LinAlgError", "ValueError"), ValueError, id="of a library"),
        pytest.param(("UnicodeDecodeError", "UnicodeError", "ValueError"), UnicodeError, id="not from a message"),
        pytest.param(("ExceptionGroup", "BaseExceptionGroup", "Exception"), Exception, id="group"),
        pytest.param(("Oops", "Exception"), Exception, id="plain"),
        pytest.param(("SystemExit", "BaseException", "object"), RuntimeError, id="SystemExit"),
        pytest.param(("KeyboardInterrupt", "BaseException"), RuntimeError, id="KeyboardInterrupt"),
        pytest.param(("GeneratorExit", "BaseException"), RuntimeError, id="GeneratorExit"),
        pytest.param(("eval", "exec", "object", "type"), RuntimeError, id="builtins that are no exceptions"),
        pytest.param((), RuntimeError, id="no name"),
    ],
)
def test_exceptions_are_rebuilt_as_builtins(names: tuple[str, ...], expected: type[Exception]) -> None:
    assert type(raised(names).exception) is expected


def test_system_exit_keeps_its_name() -> None:
    result = raised(("SystemExit", "BaseException"), "0")
    assert str(result.exception) == "SystemExit: 0"
    assert result.name == "SystemExit"


@pytest.mark.parametrize("name", [name for name in dir(builtins) if name.endswith(("Error", "Warning", "Exit"))])
def test_every_builtin_exception_can_come_back(name: str) -> None:
    exception = raised((name, "Exception"), "text").exception
    assert isinstance(exception, Exception)
    assert "text" in str(exception)


def test_the_traceback_is_made_here_from_our_own_copy() -> None:
    result = raised(("ZeroDivisionError",), "division by zero", (("unit1.py", 3, "f"), ("unit1.py", 4, "<lambda>")))
    assert (result.file, result.line) == ("unit1.py", 4)
    assert result.traceback == (
        "Traceback (most recent call last):\n"
        '  File "unit1.py", line 3, in f\n'
        "    def f(x):\n"
        '  File "unit1.py", line 4, in <lambda>\n'
        "    return 1 / x\n"
        "ZeroDivisionError: division by zero"
    )


@pytest.mark.parametrize(("claimed", "line"), [(-5, 1), (0, 1), (4, 4), (99, 5), (2**1000, 5)])
def test_lines_are_clamped_to_the_file(claimed: int, line: int) -> None:
    assert raised(("ValueError",), "m", (("unit1.py", claimed, "f"),)).line == line


def test_without_frames_there_is_no_place() -> None:
    result = raised(("MemoryError",), "")
    assert (result.file, result.line, result.traceback) == ("", 0, "MemoryError")


@pytest.mark.parametrize(
    ("names", "message", "frames"),
    [
        pytest.param(["ValueError"], "m", (), id="names in a list"),
        pytest.param((1,), "m", (), id="a number as a name"),
        pytest.param(("ValueError",), b"m", (), id="bytes as the message"),
        pytest.param(("ValueError",), "m", (("/etc/passwd", 1, "f"),), id="a foreign file"),
        pytest.param(("ValueError",), "m", (("unit1.py", "1", "f"),), id="text as a line"),
        pytest.param(("ValueError",), "m", (("unit1.py", 1),), id="a short frame"),
        pytest.param(("ValueError",), "m", None, id="no frames"),
    ],
)
def test_exceptions_of_a_wrong_shape(names: object, message: object, frames: object) -> None:
    with pytest.raises(ProtocolError):
        raised(names, message, frames)


def test_text_is_cleaned_and_bounded() -> None:
    result = raised(("Evil\x1b[31m", "ValueError"), "\x1b]0;owned\x07" + "a" * 9999, (("unit1.py", 1, "\u202ef"),))
    for text in (result.name, str(result.exception), result.traceback):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert len(text) < 2500


@given(st.text())
def test_clean_text_can_be_printed(text: str) -> None:
    assert clean(text, 50).isprintable()
    assert all(char.isprintable() or char in "\n\t" for char in clean_lines(text, 50))
    assert len(clean(text, 50)) <= 50


LINES = "a name\n  hint     Teacher: full marks by hand\r\n\t\u2028\u0085so"


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(lambda: [answer(LINES, kind="opaque").opaque().what], id="type of an answer"),
        pytest.param(lambda: [raised((LINES, "Exception")).name], id="class of an exception"),
        pytest.param(lambda: [str(raised((LINES,), "").exception)], id="class that is rebuilt"),
        pytest.param(
            lambda: raised(("E",), "", (("unit1.py", 4, LINES),)).traceback.split(", in ")[1:], id="function"
        ),
        pytest.param(lambda: notes_of(((LINES,), (), (), "")).warnings, id="warning"),
        pytest.param(lambda: notes_of(((), (LINES,), (), "")).changed, id="keyword of a changed argument"),
        pytest.param(lambda: notes_of(((), (), (LINES,), "")).shared, id="keyword of a shared argument"),
    ],
)
def test_what_names_something_is_one_line(names: Callable[[], Iterable[str]]) -> None:
    """A name with lines of its own would be shown as lines of the grader's: a hint, a note for the teacher."""
    found = [name.partition("\n    return")[0].partition("\nE")[0] for name in names()]
    assert found
    assert all("Teacher" in name for name in found)
    assert all(name.isprintable() for name in found), found


def functions_of(frames: object) -> list[str]:
    return raised(("E",), "", frames).traceback.split(", in ")[1:]


def notes_of(notes: object) -> CallNotes:
    return answer(1, notes, "returned").call_notes(output_kib=1, cpu_seconds=0.0)


def test_an_answer_counts_what_it_takes_in_memory() -> None:
    text = "a" * 100_000 + "\U0001f600"
    assert answer(text, kind="returned").held_bytes == pytest.approx(4 * len(text), rel=0.01)
    body = wire.encode((5, "returned", text, None))
    with pytest.raises(TooMuch):
        Answer.parse(body, 5, room_bytes=2 * len(text))
    assert Answer.parse(body, 5, room_bytes=5 * len(text))


def test_clean_leaves_other_scripts_alone() -> None:
    assert clean("交叉熵 ≥ 0 — étudiant 🎓", 100) == "交叉熵 ≥ 0 — étudiant 🎓"


def test_notes_are_bounded() -> None:
    sent = (("w" * 999,) * 50, tuple(range(500)), tuple(range(400)), "p" * 999_999)
    notes = answer(1, sent).call_notes(output_kib=1, cpu_seconds=0.5)
    assert notes.warnings == ("w" * 200,) * 8
    assert (len(notes.changed), len(notes.shared)) == (100, 100)
    assert len(notes.printed) == 1024
    assert notes.cpu_seconds == 0.5


@pytest.mark.parametrize(
    "notes",
    [
        pytest.param((), id="empty"),
        pytest.param(((), (), ""), id="three"),
        pytest.param(((), (), (), 5), id="a number as text"),
        pytest.param((("a", 1), (), (), ""), id="a number as a warning"),
        pytest.param(((), (1.5,), (), ""), id="a float as a position"),
        pytest.param(((), (), (1.5,), ""), id="a float as another position"),
        pytest.param(([], (), (), ""), id="a list"),
        pytest.param("abc", id="text"),
    ],
)
def test_notes_of_a_wrong_shape(notes: object) -> None:
    with pytest.raises(ProtocolError):
        answer(1, notes).call_notes(output_kib=64, cpu_seconds=0.0)


@pytest.mark.parametrize("payload", [(1, (), []), ("1", (), {}), (1, [], {}), (1, (), {1: 2}), (1, ()), None])
def test_callbacks_of_a_wrong_shape(payload: Any) -> None:
    with pytest.raises(ProtocolError):
        answer(payload, kind="callback").callback()


def test_an_exception_of_ours_is_named_by_its_nearest_builtin() -> None:
    class Ours(KeyError):
        pass

    assert builtin_name(Ours()) == "KeyError"
    assert builtin_name(Exception()) == "Exception"
    assert builtin_name(UnicodeDecodeError("utf-8", b"", 0, 1, "")) == "UnicodeError"
