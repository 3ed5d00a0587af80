"""Several files, written together or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from grader.errors import MachineError


def write_together(texts: Mapping[Path, str]) -> None:
    """Write every file, or leave all of them as they were; raises MachineError.

    Each text is written beside its file first, so that what usually fails (a full disk, a folder that cannot be
    written) fails before the first file is replaced.
    """
    targets = {path.resolve(): text for path, text in texts.items()}  # a link stays a link
    beside = {path: path.with_name(f".{path.name}.{os.getpid()}.new") for path in targets}
    before: dict[Path, bytes | None] = {}
    try:
        for path, text in targets.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside[path].write_bytes(text.encode("utf-8"))
            if path.exists():
                shutil.copymode(path, beside[path])
        for path in targets:
            content = path.read_bytes() if path.exists() else None
            beside[path].replace(path)
            before[path] = content
    except OSError as error:
        _restore(before)
        text = f"{error.filename or ''}: cannot be written: {error.strerror}. Nothing was changed."
        raise MachineError(text) from error
    except BaseException:
        _restore(before)
        raise
    finally:
        for path in beside.values():
            path.unlink(missing_ok=True)


def _restore(before: Mapping[Path, bytes | None]) -> None:
    for path, content in before.items():
        with suppress(OSError):
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content)
