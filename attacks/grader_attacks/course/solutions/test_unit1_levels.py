"""Hidden cases of unit 1. Every input holds a canary: a number or a name that must not be found anywhere."""

import math

import draw
import numpy as np
import pytest

from grader.cases import (
    assert_arguments_unchanged,
    assert_close,
    assert_comparable_speed,
    assert_equal,
    assert_raises,
)

X, Y = 0.60213847195, 0.67951240738
BIRDS = ["kestrel-41p7k2", "osprey-93hr05", "merlin-0k56wg"]


class TestLevel:
    @pytest.mark.anchor
    def test_fraction(self, level):
        """A fraction of the reference is below it."""
        assert_close(level(X), 10 * math.log10(X))

    @pytest.mark.anchor
    def test_two_fractions(self, level):
        """Two fractions of the reference are below it, each on its own."""
        assert_close(level([X, Y]), 10 * np.log10([X, Y]))

    @pytest.mark.anchor
    def test_other_reference(self, level):
        """Half of another reference is 3 dB below it."""
        assert_close(level(X, 2 * X), -10 * math.log10(2))

    @pytest.mark.law
    def test_products_add(self, level, rng):
        """The level of a product is the sum of the levels."""
        p, q = X * draw.simplex(rng, 6), Y * draw.simplex(rng, 6)
        assert_close(level(p * q), level(p) + level(q))

    @pytest.mark.law
    def test_agrees_with_reference(self, level, reference, rng):
        """Random powers have the levels that the reference finds."""
        powers = np.concatenate([draw.probabilities(rng, 5), [X]])
        assert_close(level(powers, Y), reference.level(powers, Y))

    @pytest.mark.law
    def test_every_fraction(self, level):
        """Every fraction of the reference is below it."""
        assert all(map(lambda x: level(x) < 0, [X, Y]))  # noqa: C417

    @pytest.mark.edge
    def test_negative(self, level):
        """A negative power is refused."""
        assert_raises(ValueError, level, [X, -Y], because="no power is negative")

    @pytest.mark.edge
    def test_arguments_unchanged(self, level):
        """The array is left as it is."""
        assert_close(level(np.array([[X], [Y]])), 10 * np.log10([[X], [Y]]))
        assert_arguments_unchanged(level)

    @pytest.mark.numeric
    def test_almost_the_reference(self, level):
        """A trillionth above the reference is not 0 dB."""
        assert_close(level(1 + 2**-40), 10 * 2**-40 / math.log(10), rtol=1e-6)
        assert_close(level([X], X), np.array([0.0]), atol=1e-12)

    @pytest.mark.speed
    def test_speed(self, level, reference, rng):
        """A hundred thousand powers take no longer than they must."""
        powers = np.concatenate([draw.probabilities(rng, 100_000), [X]])
        assert_comparable_speed(level, reference.level, powers)


class TestShares:
    @pytest.mark.anchor
    def test_two_values(self, shares):
        """One and three parts are a quarter and three quarters."""
        assert_close(shares([X, 3 * X]), np.array([0.25, 0.75]))

    @pytest.mark.anchor
    def test_four_alike(self, shares):
        """Four values alike have a quarter each."""
        assert_close(shares([Y] * 4), np.full(4, 0.25))

    @pytest.mark.law
    def test_of_shares(self, shares):
        """Shares are their own shares."""
        assert_close(shares(shares([X, Y, X])), np.array([X, Y, X]) / (X + Y + X))

    @pytest.mark.law
    def test_scale(self, shares, rng):
        """Shares do not change with the unit of the values."""
        values = np.concatenate([draw.probabilities(rng, 5), [X]])
        assert_close(shares(Y * values), shares(values))

    @pytest.mark.law
    def test_agrees_with_reference(self, shares, reference, rng):
        """Random values have the shares that the reference finds."""
        values = np.concatenate([draw.probabilities(rng, 5), [Y]])
        assert_close(shares(values), reference.shares(values))

    @pytest.mark.edge
    def test_negative(self, shares):
        """A negative value is refused."""
        assert_raises(ValueError, shares, [X, -X / 2], because="no share is negative")

    @pytest.mark.edge
    def test_arguments_unchanged(self, shares):
        """The array of values is left as it is."""
        assert_close(shares(np.array([X, Y])), np.array([X, Y]) / (X + Y))
        assert_arguments_unchanged(shares)


class TestCounts:
    @pytest.mark.anchor
    def test_birds(self, counts):
        """Two birds of one name and one of another are counted."""
        assert_equal(counts([BIRDS[0], BIRDS[1], BIRDS[0]], BIRDS), np.array([2, 1, 0]))

    @pytest.mark.law
    def test_order(self, counts, rng):
        """The order of the labels does not matter."""
        seen = rng.choice(BIRDS, 12).tolist()
        assert_equal(counts(seen, BIRDS), counts(seen[::-1], BIRDS))

    @pytest.mark.edge
    def test_stranger(self, counts):
        """A label without a name is refused."""
        assert_raises(ValueError, counts, [BIRDS[2]], BIRDS[:2], because="it is not among the names")
