"""The data of the capstone are, number for number, those of scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.datasets import load_breast_cancer, load_digits  # type: ignore[import-untyped]

PROJECT = Path(__file__).parents[2]
DIGITS = PROJECT / "exercises" / "data" / "digits.npz"
TUMOURS = PROJECT / "solutions" / "data" / "breast_cancer.npz"
MAX_BYTES = 100_000  # a student receives the digits with every copy of the exercises


def arrays(path: Path) -> Mapping[str, NDArray[Any]]:
    with np.load(path, allow_pickle=False) as data:
        return dict(data)


def kinds(data: Mapping[str, NDArray[Any]]) -> dict[str, tuple[tuple[int, ...], str]]:
    return {name: (array.shape, array.dtype.name) for name, array in data.items()}


def test_digits_are_those_of_scikit_learn() -> None:
    digits, theirs = arrays(DIGITS), load_digits()
    assert kinds(digits) == {"images": ((1797, 8, 8), "uint8"), "labels": ((1797,), "uint8")}
    np.testing.assert_array_equal(digits["images"], theirs.images)
    np.testing.assert_array_equal(digits["labels"], theirs.target)


def test_tumours_are_those_of_scikit_learn() -> None:
    tumours, theirs = arrays(TUMOURS), load_breast_cancer()
    assert kinds(tumours) == {"features": ((569, 30), "float64"), "labels": ((569,), "uint8")}
    np.testing.assert_array_equal(tumours["features"], theirs.data)
    np.testing.assert_array_equal(tumours["labels"], theirs.target)


@pytest.mark.parametrize("path", [DIGITS, TUMOURS], ids=lambda path: path.stem)
def test_file_is_small_and_names_its_licence(path: Path) -> None:
    assert path.stat().st_size < MAX_BYTES
    readme = path.with_name("README.md").read_text(encoding="utf-8")
    assert path.name in readme
    assert "https://creativecommons.org/licenses/by/4.0/" in readme


def test_shares_that_the_handout_states() -> None:
    is_eight = arrays(DIGITS)["labels"] == 8
    test = np.arange(1797) % 5 == 0
    assert (test.sum(), is_eight[test].sum()) == (360, 36)
    assert (is_eight[~test].sum(), (~test).sum()) == (138, 1437)
