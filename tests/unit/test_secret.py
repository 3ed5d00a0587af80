from __future__ import annotations

import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grader import secret as secret_module
from grader.errors import CallError, MachineError
from grader.secret import VARIABLE, load_secret, secret_path

MADE = "4b1d" * 15 + "ca7a"  # as `openssl rand -hex 32` prints


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


class TestFile:
    def test_made_once(self, tmp_path: Path) -> None:
        first = load_secret(tmp_path)
        assert load_secret(tmp_path) == first == secret_path(tmp_path).read_bytes()
        assert len(first) == 64

    def test_differs_by_course(self, tmp_path: Path) -> None:
        (tmp_path / "a").mkdir()
        (tmp_path / "b").mkdir()
        assert load_secret(tmp_path / "a") != load_secret(tmp_path / "b")

    def test_nobody_else_may_read_it(self, tmp_path: Path) -> None:
        load_secret(tmp_path)
        path = secret_path(tmp_path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def test_nothing_half_written_is_left_in_the_folder(self, tmp_path: Path) -> None:
        load_secret(tmp_path)
        names = {path.name for path in secret_path(tmp_path).parent.iterdir()}
        assert names == {"secret", ".gitignore"}

    def test_an_existing_one_is_used_without_its_line_end(self, tmp_path: Path) -> None:
        path = secret_path(tmp_path)
        path.parent.mkdir()
        path.write_text(f"{MADE}\n")
        assert load_secret(tmp_path) == MADE.encode()

    @pytest.mark.parametrize("content", [b"", b"\n", b"short"])
    def test_an_empty_one_is_refused_and_kept(self, tmp_path: Path, content: bytes) -> None:
        """An empty key would make the inputs of hidden cases public; a new one would change all regrades."""
        path = secret_path(tmp_path)
        path.parent.mkdir()
        path.write_bytes(content)
        with pytest.raises(MachineError, match="holds no secret"):
            load_secret(tmp_path)
        assert path.read_bytes() == content

    def test_of_two_that_make_it_at_once_both_use_the_first(self, tmp_path: Path) -> None:
        path = secret_path(tmp_path)
        first = secret_module._create(path)
        assert secret_module._create(path) == first

    def test_many_processes_at_once(self, tmp_path: Path) -> None:
        def in_a_process(_: int) -> bytes:
            read_end, write_end = os.pipe()
            if (pid := os.fork()) == 0:
                os.write(write_end, load_secret(tmp_path))
                os._exit(0)
            os.waitpid(pid, 0)
            os.close(write_end)
            with os.fdopen(read_end, "rb") as pipe:
                return pipe.read()

        assert len({in_a_process(i) for i in range(4)}) == 1
        with ThreadPoolExecutor(4) as pool:
            assert len(set(pool.map(load_secret, [tmp_path] * 8))) == 1

    @pytest.mark.parametrize("obstacle", [".grader", ""], ids=["a file in the way", "no such folder"])
    def test_a_folder_that_cannot_hold_it_is_the_machines_fault(self, tmp_path: Path, obstacle: str) -> None:
        root = tmp_path if obstacle else tmp_path / "missing"
        if obstacle:
            (tmp_path / obstacle).write_text("")
        with pytest.raises(MachineError, match=f"set \\${VARIABLE}, or make the folder writable"):
            load_secret(root)


class TestVariable:
    def test_comes_first_and_makes_no_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(VARIABLE, MADE)
        assert load_secret(tmp_path) == MADE.encode()
        assert list(tmp_path.iterdir()) == []

    def test_too_short(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(VARIABLE, "hunter2")
        with pytest.raises(CallError, match="at least 16 characters") as caught:
            load_secret(tmp_path)
        assert "hunter2" not in str(caught.value)

    def test_an_empty_one_is_none(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(VARIABLE, "")
        assert load_secret(tmp_path) == secret_path(tmp_path).read_bytes()

    def test_any_bytes(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(VARIABLE, os.fsdecode(b"\xff" * 16))
        assert len(load_secret(tmp_path)) == 64


class TestChosen:
    """A secret that a person chose can be guessed: each guess must cost something."""

    CHOSEN = ("sixteen or more characters", "information-theory-2027", MADE[:-1], f"{MADE}0", MADE.replace("a", "x"))

    @pytest.mark.parametrize("chosen", CHOSEN)
    def test_is_stretched(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: str) -> None:
        asked: list[dict[str, object]] = []
        scrypt = hashlib.scrypt
        monkeypatch.setattr(
            hashlib, "scrypt", lambda text, **options: asked.append(options) or scrypt(text, **options)
        )
        monkeypatch.setenv(VARIABLE, chosen)
        assert chosen.encode() not in load_secret(tmp_path)
        ((n, r),) = [(options["n"], options["r"]) for options in asked]
        assert isinstance(n, int)
        assert isinstance(r, int)
        assert n * r * 128 >= 32 << 20, "bytes that each guess needs"

    def test_is_the_same_key_wherever_it_comes_from(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        secret_path(tmp_path).parent.mkdir()
        secret_path(tmp_path).write_text("a secret of a person\n")
        from_file = load_secret(tmp_path)
        monkeypatch.setenv(VARIABLE, "a secret of a person")
        assert load_secret(tmp_path / "elsewhere") == from_file

    def test_differs_by_secret(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        keys = set()
        for chosen in self.CHOSEN:
            monkeypatch.setenv(VARIABLE, chosen)
            keys.add(load_secret(tmp_path))
        assert len(keys) == len(self.CHOSEN)

    def test_one_that_was_made_is_not(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delattr(hashlib, "scrypt")
        load_secret(tmp_path)
        monkeypatch.setenv(VARIABLE, MADE)
        assert load_secret(tmp_path) == MADE.encode()
