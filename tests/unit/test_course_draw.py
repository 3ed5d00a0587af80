from __future__ import annotations

import numpy as np
import pytest

from exercises import draw

SEEDS = range(20)


def rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("k", [1, 2, 5, 100])
def test_simplex_is_a_positive_distribution(k: int) -> None:
    for seed in SEEDS:
        p = draw.simplex(rng(seed), k)
        assert p.shape == (k,)
        assert p.dtype == np.float64
        assert p.sum() == pytest.approx(1)
        assert p.min() >= 0.02 / k


def test_simplex_rows() -> None:
    rows = draw.simplex_rows(rng(0), 6, 3)
    assert rows.shape == (6, 3)
    assert rows.min() > 0
    assert rows.sum(axis=1) == pytest.approx(np.ones(6))
    assert len(np.unique(rows[:, 0])) == 6


def test_probabilities_keep_away_from_the_ends() -> None:
    p = draw.probabilities(rng(0), 10_000)
    assert p.shape == (10_000,)
    assert 0.01 <= p.min() < 0.02
    assert 0.98 < p.max() <= 0.99


@pytest.mark.parametrize("n", [0, 1, 2, 3, 50])
def test_both_labels_occur_from_two_on(n: int) -> None:
    firsts = set()
    for seed in SEEDS:
        y = draw.labels(rng(seed), n)
        assert y.shape == (n,)
        assert y.dtype.kind == "i"
        assert set(y.tolist()) == {0, 1} if n >= 2 else set(y.tolist()) <= {0, 1}
        firsts.add(tuple(y[:1].tolist()))
    assert n < 2 or len(firsts) == 2, "they are shuffled"


def test_scores_have_the_scale_asked_for() -> None:
    z = draw.scores(rng(0), 10_000, scale=7.0)
    assert z.shape == (10_000,)
    assert z.std() == pytest.approx(7.0, rel=0.05)
    assert z.mean() == pytest.approx(0.0, abs=0.3)
    assert draw.scores(rng(0), 10_000).std() == pytest.approx(3.0, rel=0.05)


def test_matrix_is_standard_normal() -> None:
    x = draw.matrix(rng(0), 500, 20)
    assert x.shape == (500, 20)
    assert x.std() == pytest.approx(1.0, rel=0.05)


@pytest.mark.parametrize(
    "drawn",
    [
        lambda r: draw.simplex(r, 4),
        lambda r: draw.simplex_rows(r, 2, 3),
        lambda r: draw.probabilities(r, 4),
        lambda r: draw.labels(r, 9),
        lambda r: draw.scores(r, 4),
        lambda r: draw.matrix(r, 2, 3),
    ],
    ids=["simplex", "simplex_rows", "probabilities", "labels", "scores", "matrix"],
)
def test_the_generator_alone_decides(drawn) -> None:  # type: ignore[no-untyped-def]
    np.random.seed(0)
    first = drawn(rng(1))
    np.random.seed(1)
    assert np.array_equal(first, drawn(rng(1)))
