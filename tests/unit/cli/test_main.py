from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest

from grader import cli
from grader.cli.options import EXIT_FAULT


def no_memory(*args: object, **kwargs: object) -> NoReturn:
    raise MemoryError


@pytest.mark.parametrize("place", [(cli.cli, "main"), (cli.err, "print")], ids=["in the work", "as an error is told"])
def test_without_memory_there_is_still_a_message(
    place: tuple[object, str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(*place, no_memory)
    with pytest.raises(SystemExit) as ended:
        cli.main(["grade", str(tmp_path), "--course", str(tmp_path / "none")])
    assert ended.value.code == EXIT_FAULT
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: This machine is out of memory.")
    assert len(said.err.splitlines()) == 1
