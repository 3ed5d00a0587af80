"""Hidden cases of unit 1: sums and repetition."""

import pytest

from grader.cases import assert_arguments_unchanged, assert_close, assert_comparable_speed, assert_equal


class TestTotal:
    @pytest.mark.anchor
    def test_negative(self, total):
        """10 − 4 − 8 is −2."""
        assert_close(total([10, -4, -8]), -2.0)

    @pytest.mark.anchor
    @pytest.mark.parametrize("count", [2, 7])
    def test_equal_numbers(self, total, count):
        """The sum of {count} threes is three times {count}."""
        assert_close(total([3] * count), 3.0 * count)

    @pytest.mark.law
    def test_parts(self, total, rng):
        """The sum of two lists together is the sum of their sums."""
        first, second = rng.normal(0.0, 3.0, size=6).tolist(), rng.normal(0.0, 3.0, size=4).tolist()
        assert_close(total(first + second), total(first) + total(second), atol=1e-12)

    @pytest.mark.law
    def test_agrees_with_reference(self, total, reference, rng):
        """Random numbers have the sum that the reference finds."""
        numbers = rng.normal(0.0, 3.0, size=20).tolist()
        assert_close(total(numbers), reference.total(numbers), atol=1e-12)

    @pytest.mark.edge
    def test_arguments_unchanged(self, total):
        """The list is the same afterwards."""
        assert_close(total([4, 5]), 9.0)
        assert_arguments_unchanged(total)

    @pytest.mark.numeric
    def test_large_and_small(self, total):
        """1 is not lost between 1e16 and −1e16."""
        assert_close(total([1e16, 1.0, -1e16]), 1.0)

    @pytest.mark.speed
    def test_long_list(self, total, reference):
        """Ten thousand numbers take no longer than they must."""
        assert_comparable_speed(total, reference.total, [0.5] * 10_000)


class TestApplyTwice:
    @pytest.mark.anchor
    def test_square(self, apply_twice):
        """The square of the square of 3 is 81."""
        assert_equal(apply_twice(lambda v: v * v, 3), 81)

    @pytest.mark.anchor
    def test_not_linear(self, apply_twice):
        """Adding one and doubling, twice, makes 22 of 4."""
        assert_equal(apply_twice(lambda v: 2 * (v + 1), 4), 22)

    @pytest.mark.law
    def test_shift(self, apply_twice, rng):
        """Adding a number twice adds twice the number."""
        step, x = rng.normal(0.0, 3.0, size=2).tolist()
        assert_close(apply_twice(lambda v: v + step, x), x + 2 * step, atol=1e-12)

    @pytest.mark.edge
    def test_two_calls(self, apply_twice):
        """The function is called twice, at x and at f(x)."""
        calls = []

        def halve(v):
            calls.append(v)
            return v / 2

        assert_close(apply_twice(halve, 8.0), 2.0)
        assert_equal(calls, [8.0, 4.0])
