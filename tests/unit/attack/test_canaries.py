from __future__ import annotations

import base64
import struct

import pytest

from grader.attack.canaries import Canaries
from grader.attack.catalogue import attack_data

X, TEXT = 0.73125190462, "curlew-7r20hp"
CANARIES = Canaries((X, 0.58203371946), (TEXT, "dotterel-w4196g"))


@pytest.mark.parametrize(
    "leak",
    [
        f"{X}", f"{X:.8f}", f"{1 - X:.3f} {X:.8g}", f"{X}"[::-1], " ".join(f"{X}"), X.hex(),
        struct.pack("<d", X).hex(), struct.pack(">d", X).hex(), base64.b64encode(struct.pack("<d", X)).decode(),
        f"{X:.4g} times the expected value", f"(0, {int(X * 1e6)}, 2)", f"unit1.py:{int(X * 1e5)}",
        f"line {int(X * 1e5)} of", f"digits{int(X * 100)}.py", f"exit status {int(X * 100)}",
        f"[{X!r}, '{TEXT}']", TEXT[::-1], f"E_{TEXT}", TEXT.encode().hex(), TEXT.upper(), "pheyrj-7e20uc",
        base64.b64encode(TEXT.encode()).decode(), " ".join(TEXT), str(list(TEXT.encode())), "7r20hp",
    ],
)  # fmt: skip
def test_canaries_sing_where_nothing_holds_them_back(leak):
    """No spelling is too strict to catch anything."""
    assert list(CANARIES.found_in(f"a leak: {leak} in a line\n".encode())), leak


@pytest.mark.parametrize("silence", ["0.5820", "73", "line 731250001", "curlew", '"seconds": 0.731251904', "7:31"])
def test_other_digits_are_no_canaries(silence):
    assert not list(CANARIES.found_in(f"all is well: {silence} in a line".encode()))


def test_a_measured_time_is_no_leak_and_what_stands_beside_it_is():
    line = b'{"name": "a", "seconds": 0.7312519046, "graded_at": "2027-01-01T00:00:00.731251+00:00", "message": "%s"}'
    assert not list(CANARIES.found_in(line % b"fine"))
    assert list(CANARIES.found_in(line % TEXT.encode()))


def test_what_is_found_is_told_with_what_stands_around_it():
    (told,) = CANARIES.found_in(f"before {TEXT} after\nanother line".encode())
    assert TEXT in told
    assert "before" in told
    assert "another" not in told


def test_no_digest_can_hold_a_text_of_the_corpus_by_accident():
    texts = Canaries.planted_in(attack_data("course")).texts
    assert len(texts) == 11
    assert all(set(text.partition("-")[2]) - set("0123456789abcdef") for text in texts)


def test_canaries_are_read_from_the_sources_of_a_course(tmp_path):
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "unit.py").write_text(f"KEPT = {X}, '{TEXT}'\nOTHERS = 0.5, 'text', 1e-9, 73125190462\n")
    found = Canaries.planted_in(tmp_path)
    assert (found.numbers, found.texts) == ((X,), (TEXT,))
