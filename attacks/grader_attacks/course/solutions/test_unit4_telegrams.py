"""Hidden cases of unit 4: one of each assertion that there is, for whoever tries to get a text out of one."""

import numpy as np
import pytest

from grader.cases import (
    assert_arguments_unchanged,
    assert_between,
    assert_close,
    assert_equal,
    assert_increasing,
    assert_raises,
    assert_type,
)

X, TEXT = 0.73125190462, "curlew-7r20hp"
WEIGHT, ADDRESS = 0.58203371946, "dotterel-w4196g"


class TestTelegram:
    @pytest.mark.anchor
    def test_one_rate(self, telegram):
        """The price at one rate is right."""
        assert_close(telegram(X, TEXT), 2.0 * X + len(TEXT))

    @pytest.mark.anchor
    def test_rates(self, telegram, reference):
        """The prices at three rates are right."""
        rates = np.array([X, 1 - X, X / 2])
        assert_close(telegram(rates, TEXT), reference.telegram(rates, TEXT))

    @pytest.mark.law
    def test_twice(self, telegram):
        """The same telegram has the same price."""
        assert_equal(telegram(X, TEXT), telegram(X, TEXT))

    @pytest.mark.law
    def test_rises(self, telegram):
        """The higher the rate, the higher the price."""
        assert_increasing([telegram(X + i, TEXT) for i in range(3)])

    @pytest.mark.law
    def test_sum(self, telegram):
        """Two telegrams cost twice as much."""
        assert_close(telegram(X, TEXT) + telegram(X, TEXT), 2 * telegram(X, TEXT))

    @pytest.mark.edge
    def test_arguments_unchanged(self, telegram):
        """The rates are left as they are."""  # public
        assert_type(telegram(np.array([X]), TEXT), np.ndarray)
        assert_arguments_unchanged(telegram)

    @pytest.mark.edge
    def test_range(self, telegram):
        """The price is neither negative nor exorbitant."""
        assert_between(telegram(X, TEXT), 0.0, 100.0)

    @pytest.mark.edge
    def test_plain_assert(self, telegram):
        """A plain assertion holds."""
        assert telegram(X, TEXT) == 2.0 * X + len(TEXT), f"{X} {TEXT}"

    @pytest.mark.edge
    def test_no_text(self, telegram):
        """What is no text is refused."""
        assert_raises(TypeError, telegram, X, None, because="there is no text")


class TestParcel:
    @pytest.mark.anchor
    def test_one_parcel(self, parcel):
        """The price of one parcel is right."""
        assert_close(parcel(WEIGHT, ADDRESS), 3.0 * WEIGHT + len(ADDRESS))

    @pytest.mark.law
    def test_agrees_with_reference(self, parcel, reference, rng):
        """Parcels of random weight cost what the reference finds."""
        weights = np.concatenate([rng.uniform(1.0, 2.0, 5), [WEIGHT]])
        assert_close(parcel(weights, ADDRESS), reference.parcel(weights, ADDRESS))

    @pytest.mark.edge
    def test_no_text(self, parcel):
        """What is no text is refused."""
        assert_raises(TypeError, parcel, WEIGHT, [ADDRESS], because="there is no text")
