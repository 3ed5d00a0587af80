"""Hidden cases: UNIT TITLE."""

import numpy as np
import pytest

from grader.cases import assert_close, assert_comparable_speed, assert_raises


class TestExerciseName:
    @pytest.mark.anchor
    def test_another_by_hand(self, exercise_name):
        """TODO(author): another value that you worked out by hand: exercise_name of 2 is 4."""
        assert_close(exercise_name(2.0), 4.0)

    @pytest.mark.law
    def test_rule(self, exercise_name, reference, rng):
        """TODO(author): a rule that holds for every input, tried on a random one."""
        x = rng.normal()
        assert_close(exercise_name(x), reference.exercise_name(x))

    @pytest.mark.edge
    def test_refused(self, exercise_name):
        """TODO(author): empty or invalid input, which raises ValueError."""
        assert_raises(ValueError, exercise_name, np.nan, because="x is not a number")

    @pytest.mark.numeric
    def test_extreme(self, exercise_name, reference):
        """TODO(author): a very large or very small number, without a warning."""
        assert_close(exercise_name(1e150), reference.exercise_name(1e150))

    @pytest.mark.speed
    def test_many(self, exercise_name, reference):
        """TODO(author): so many data that a Python loop over them is too slow."""
        assert_comparable_speed(exercise_name, reference.exercise_name, np.linspace(0.0, 1.0, 100_000))
