"""The cases that students see: UNIT TITLE."""

import pytest

from grader.cases import assert_close


class TestExerciseName:
    @pytest.mark.anchor
    def test_by_hand(self, exercise_name):
        """TODO(author): a value that you worked out by hand: exercise_name of 1 is 1."""
        assert_close(exercise_name(1.0), 1.0)
