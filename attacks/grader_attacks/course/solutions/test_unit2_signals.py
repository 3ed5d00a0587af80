"""Hidden cases of unit 2."""

import math

import draw
import numpy as np
import pytest

from grader.cases import assert_between, assert_close, assert_increasing, assert_raises, assert_type

X = 0.53197046281


class TestLoudness:
    @pytest.mark.anchor
    def test_one_sample(self, loudness):
        """One sample has the level of its square."""
        assert_close(loudness([X]), 20 * math.log10(X))

    @pytest.mark.edge
    def test_number(self, loudness):
        """The loudness is a number."""
        assert_type(loudness([X, -X]), float)

    @pytest.mark.law
    def test_agrees_with_reference(self, loudness, reference, rng):
        """Random samples are as loud as the reference finds."""
        samples = np.concatenate([draw.scores(rng, 20), [X]])
        assert_close(loudness(samples, X), reference.loudness(samples, X))

    @pytest.mark.law
    def test_rises(self, loudness):
        """The larger, the louder."""
        assert_increasing([loudness([X, -X * n]) for n in range(1, 4)])

    @pytest.mark.edge
    def test_no_samples(self, loudness):
        """No samples are refused."""
        assert_raises(ValueError, loudness, [], X, because="there is no mean")


class TestEvenness:
    @pytest.mark.anchor
    def test_two_values(self, evenness):
        """Two unlike values are less even than two alike."""
        assert_close(evenness([X, 1 - X]), 5 * math.log10(X * (1 - X)))

    @pytest.mark.law
    def test_range(self, evenness, rng):
        """No six values are more even than six alike."""
        values = np.concatenate([draw.probabilities(rng, 5), [X]])
        assert_between(evenness(values), -300.0, -10 * math.log10(6))

    @pytest.mark.edge
    def test_negative(self, evenness):
        """A negative value is refused."""
        assert_raises(ValueError, evenness, [1.0, -X], because="no share is negative")
