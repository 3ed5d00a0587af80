"""Hidden cases of unit 1."""

import draw
import numpy as np
import pytest

from grader.cases import (
    assert_arguments_unchanged,
    assert_close,
    assert_comparable_speed,
    assert_equal,
    assert_increasing,
    assert_new_result,
    assert_raises,
    assert_type,
)


class TestSelfInformation:
    @pytest.mark.anchor
    def test_favourite_wins(self, self_information):
        """That the favourite has won at 99 : 1 is hardly news."""
        assert_close(self_information(0.99), 0.014499569695115077)

    @pytest.mark.anchor
    def test_outsider_wins(self, self_information):
        """That the outsider has won at 99 : 1 is worth several bits."""
        assert_close(self_information(0.01), 6.643856189774724)

    @pytest.mark.anchor
    def test_cards(self, self_information):
        """The suit of a card is worth 2 bits, the card itself a little more than 5."""
        assert_close(self_information([1 / 4, 1 / 52]), np.array([2.0, 5.700439718141092]))

    @pytest.mark.anchor
    def test_loaded_words(self, self_information):
        """If every bit is 1 with 99 %, sixteen ones tell little and sixteen zeros very much."""
        assert_close(self_information(0.99**16), 0.23199311512184123)
        assert_close(self_information(0.01**16), 106.30169903639559)

    @pytest.mark.anchor
    def test_base_four(self, self_information):
        """Three fair coins carry 3 bits; in units of two bits each, that is 1.5."""
        assert_close(self_information(0.125, 4.0), 1.5)

    @pytest.mark.anchor
    def test_nats(self, self_information):
        """In nats, three fair coins carry 3 ln 2."""
        assert_close(self_information(0.125, base=np.e), 2.0794415416798357)

    @pytest.mark.law
    def test_independent_events_add(self, self_information, rng):
        """What two independent events tell adds up, while their probabilities multiply."""  # public
        p, q = draw.probabilities(rng, 6), draw.probabilities(rng, 6)
        both = self_information(p * q)
        assert_close(both, np.asarray(self_information(p)) + np.asarray(self_information(q)))

    @pytest.mark.law
    def test_halving(self, self_information, rng):
        """Halving the probability adds exactly one bit."""  # public
        p = draw.probabilities(rng, 6)
        assert_close(self_information(p / 2), np.asarray(self_information(p)) + 1.0)

    @pytest.mark.law
    def test_rarer_carries_more(self, self_information, rng):
        """The rarer the event, the more it carries."""
        common_to_rare = np.sort(draw.probabilities(rng, 8))[::-1]
        assert_increasing([self_information(float(p)) for p in common_to_rare])

    @pytest.mark.law
    def test_inverse(self, self_information, rng):
        """From the information the probability can be recovered: it is 2 to the power of minus I."""
        p = draw.probabilities(rng, 6)
        assert_close(2.0 ** -np.asarray(self_information(p)), p)

    @pytest.mark.law
    def test_base_is_the_unit(self, self_information, rng):
        """A bit is ln 2 nats, whatever the event."""
        p = draw.probabilities(rng, 6)
        assert_close(self_information(p, np.e), np.log(2) * np.asarray(self_information(p)))

    @pytest.mark.law
    def test_agrees_with_reference(self, self_information, reference, rng):
        """Random events in a random unit carry what the definition says."""
        p, base = draw.probabilities(rng, 8), float(rng.uniform(2.5, 12.0))
        assert_close(self_information(p, base), reference.self_information(p, base))

    @pytest.mark.edge
    def test_both_ends(self, self_information):
        """Sure and impossible events may stand in one array with others."""
        information = self_information([1.0, 0.0, 0.25])
        assert_close(information, np.array([0.0, np.inf, 2.0]), atol=1e-12)

    @pytest.mark.edge
    def test_integers_and_single_precision(self, self_information, reference):
        """Whole numbers and lists are accepted, and float32 is worked out in float64."""
        assert_close(self_information(1), 0.0, atol=1e-12)
        assert_close(self_information([1, 0]), np.array([0.0, np.inf]), atol=1e-12)
        p = np.array([0.3, 0.01, 0.7], dtype=np.float32)
        assert_close(self_information(p), reference.self_information(p.astype(np.float64)))

    @pytest.mark.edge
    def test_types(self, self_information):
        """A number gives a float; an array gives an array of its shape."""
        assert_type(self_information(0.25), float)
        assert_close(self_information(np.array(0.25)), 2.0)
        table = self_information(np.array([[0.5, 0.25], [0.125, 1.0], [0.25, 0.5]]))
        assert_type(table, np.ndarray)
        assert_close(table, np.array([[1.0, 2.0], [3.0, 0.0], [2.0, 1.0]]), atol=1e-12)

    @pytest.mark.edge
    def test_argument_unchanged(self, self_information):
        """The probabilities handed over are left alone, zeros included."""
        information = self_information(np.array([0.5, 0.0, 1.0]))
        assert_close(information, np.array([1.0, np.inf, 0.0]), atol=1e-12)
        assert_arguments_unchanged(self_information)

    @pytest.mark.edge
    def test_not_a_probability(self, self_information):
        """Numbers below 0, above 1 and NaN are not probabilities."""
        assert_raises(ValueError, self_information, 1.5, because="p is above 1")
        assert_raises(ValueError, self_information, [0.5, -0.25], because="an entry is below 0")
        assert_raises(ValueError, self_information, [np.nan, 0.5], because="an entry is NaN")

    @pytest.mark.edge
    def test_no_such_base(self, self_information):
        """There is no logarithm to the base 1, 0 or −2."""
        assert_raises(ValueError, self_information, 0.5, 1.0, because="base is 1")
        assert_raises(ValueError, self_information, 0.5, 0.0, because="base is 0")
        assert_raises(ValueError, self_information, 0.5, -2.0, because="base is negative")

    @pytest.mark.edge
    def test_base_below_one(self, self_information):
        """A base below 1 is a unit, too: one that counts backwards."""
        assert_close(self_information([0.25, 0.5], 0.5), np.array([-2.0, -1.0]))

    @pytest.mark.numeric
    def test_smallest_number(self, self_information):
        """The smallest positive number that float64 knows, 2 to the −1074, carries 1074 bits."""
        assert_close(self_information(5e-324), 1074.0)

    @pytest.mark.numeric
    def test_almost_certain(self, self_information):
        """An event that is all but certain carries next to nothing, but not nothing."""
        assert_close(self_information(1.0 - 2.0**-40), 2.0**-40 / np.log(2), rtol=1e-6)

    @pytest.mark.speed
    def test_speed(self, self_information, reference, rng):
        """400 000 events are worked out without a Python loop."""
        p = rng.uniform(0.01, 0.99, 400_000)
        assert_comparable_speed(self_information, reference.self_information, p)


class TestValidateDistribution:
    @pytest.mark.anchor
    def test_rounding(self, validate_distribution):
        """Chances of 0.7, 0.2 and 0.1 pass, although floating point does not make them 1 exactly."""
        checked = validate_distribution([0.7, 0.2, 0.1])
        assert_type(checked, np.ndarray)
        assert_close(checked, np.array([0.7, 0.2, 0.1]))

    @pytest.mark.anchor
    def test_rows(self, validate_distribution):
        """A fair match and one at 9 : 1, one in each row, are two distributions."""
        checked = validate_distribution([[0.5, 0.5], [0.9, 0.1]])
        assert_type(checked, np.ndarray)
        assert_close(checked, np.array([[0.5, 0.5], [0.9, 0.1]]))

    @pytest.mark.anchor
    def test_columns(self, validate_distribution):
        """Two matches in columns pass along axis 0, and do not pass as rows."""
        columns = [[0.5, 0.9], [0.5, 0.1]]
        assert_close(validate_distribution(columns, axis=0), np.array(columns))
        assert_raises(ValueError, validate_distribution, columns, because="the rows do not sum to 1")

    @pytest.mark.anchor
    def test_negative(self, validate_distribution):
        """Never and always make a distribution; less than never and more than always do not."""
        assert_close(validate_distribution([0.0, 1.0]), np.array([0.0, 1.0]))
        assert_raises(ValueError, validate_distribution, [1.5, -0.5], because="an entry is negative")

    @pytest.mark.anchor
    def test_tolerance_is_the_callers(self, validate_distribution):
        """A sum of 0.9999 is refused, passes if the caller allows it, and is then not repaired."""
        assert_raises(ValueError, validate_distribution, [0.5, 0.4999], because="the sum is off by 0.0001")
        assert_close(validate_distribution([0.5, 0.4999], atol=1e-3), np.array([0.5, 0.4999]))

    @pytest.mark.anchor
    def test_whole_numbers(self, validate_distribution):
        """A certain outcome may be given in whole numbers, and comes back as float64."""
        checked = validate_distribution([0, 1, 0])
        assert_type(checked, np.ndarray)
        assert_equal(str(checked.dtype), "float64")
        assert_close(checked, np.array([0.0, 1.0, 0.0]))

    @pytest.mark.law
    def test_random_distributions_pass(self, validate_distribution, rng):
        """Every distribution passes with its values unchanged, one or many."""
        p, rows = draw.simplex(rng, 7), draw.simplex_rows(rng, 5, 3)
        assert_close(validate_distribution(p), p, rtol=1e-15)
        assert_close(validate_distribution(rows), rows, rtol=1e-15)

    @pytest.mark.law
    def test_scaled_is_refused(self, validate_distribution, rng):
        """A distribution times any other factor than 1 is none."""  # public
        p = draw.simplex(rng, 5)
        assert_raises(ValueError, validate_distribution, 100.0 * p, because="these are percentages")
        assert_raises(ValueError, validate_distribution, 0.99 * p, because="the sum is 0.99")
        assert_raises(ValueError, validate_distribution, 1.01 * p, because="the sum is 1.01")

    @pytest.mark.law
    def test_borrowed_probability_is_refused(self, validate_distribution, rng):
        """Taking more from an outcome than it has keeps the sum, but is refused."""
        p = draw.simplex(rng, 5)
        borrowed = p + (p[0] + 0.01) * np.array([-1.0, 1.0, 0.0, 0.0, 0.0])
        assert_raises(ValueError, validate_distribution, borrowed, because="an entry is negative")

    @pytest.mark.law
    def test_mixtures_and_products_pass(self, validate_distribution, rng):
        """A mixture of two distributions is a distribution, and so is their product."""
        p, q, share = draw.simplex(rng, 4), draw.simplex(rng, 4), rng.uniform(0.1, 0.9)
        mixture, product = share * p + (1 - share) * q, np.outer(p, q).ravel()
        assert_close(validate_distribution(mixture), mixture, rtol=1e-15)
        assert_close(validate_distribution(product), product, rtol=1e-15)

    @pytest.mark.law
    def test_any_axis(self, validate_distribution, rng):
        """The distributions may lie along any axis, and only along that one they are checked."""
        tensor = np.moveaxis(draw.simplex_rows(rng, 6, 4).reshape(2, 3, 4), -1, 1)
        assert_close(validate_distribution(tensor, axis=1), tensor, rtol=1e-15)
        assert_raises(ValueError, validate_distribution, tensor, axis=2, because="not along axis 2")

    @pytest.mark.edge
    def test_slightly_negative(self, validate_distribution):
        """A chance may be zero, but not the least bit below; the tolerance is for the sum alone."""
        assert_close(validate_distribution([0.5, 0.5, 0.0]), np.array([0.5, 0.5, 0.0]))
        overdrawn = [0.5, 0.5 + 1e-9, -1e-9]
        assert_raises(ValueError, validate_distribution, overdrawn, because="an entry is negative")

    @pytest.mark.edge
    def test_just_at_the_tolerance(self, validate_distribution):
        """A sum that is off by all that the caller allows, and no more, passes."""
        assert_close(validate_distribution([0.5, 0.25], atol=0.25), np.array([0.5, 0.25]))

    @pytest.mark.edge
    def test_infinite(self, validate_distribution):
        """Infinity is no probability."""
        assert_raises(ValueError, validate_distribution, [np.inf, 0.0], because="an entry is infinite")

    @pytest.mark.edge
    def test_one_bad_row(self, validate_distribution):
        """One bad row spoils the batch, wherever it stands."""
        good, bad = [0.5, 0.5], [0.5, 0.6]
        assert_raises(ValueError, validate_distribution, [bad, good, good], because="row 0 sums to 1.1")
        assert_raises(ValueError, validate_distribution, [good, good, bad], because="row 2 sums to 1.1")

    @pytest.mark.edge
    def test_rows_that_only_sum_together(self, validate_distribution):
        """Every single row must sum to 1: it is not enough that all rows do on average."""
        rows = [[0.5, 0.4], [0.5, 0.6]]
        assert_raises(ValueError, validate_distribution, rows, because="they sum to 0.9 and 1.1")

    @pytest.mark.edge
    def test_empty(self, validate_distribution):
        """Without outcomes there is no distribution."""
        assert_raises(ValueError, validate_distribution, [], because="there are no entries")
        assert_raises(ValueError, validate_distribution, np.zeros((0, 3)), because="there are no rows")

    @pytest.mark.edge
    def test_bare_number(self, validate_distribution):
        """A bare number is no distribution, not even 1."""
        assert_raises(ValueError, validate_distribution, 3.0, because="it has no axis")
        assert_raises(ValueError, validate_distribution, 1.0, because="it has no axis")

    @pytest.mark.edge
    def test_types(self, validate_distribution):
        """An array of float32 comes back as an array of float64, in its shape."""
        checked = validate_distribution(np.array([[0.5, 0.25, 0.25], [1.0, 0.0, 0.0]], dtype=np.float32))
        assert_type(checked, np.ndarray)
        assert_equal(str(checked.dtype), "float64")
        assert_close(checked, np.array([[0.5, 0.25, 0.25], [1.0, 0.0, 0.0]]))

    @pytest.mark.edge
    def test_argument_unchanged(self, validate_distribution):
        """Checking a distribution does not change it, even if its sum is a little off."""
        p = np.array([0.5, 0.25, 0.25 + 4e-7])
        assert_close(validate_distribution(p), p, rtol=1e-12)
        assert_arguments_unchanged(validate_distribution)

    @pytest.mark.edge
    def test_new_array(self, validate_distribution):
        """What comes back is an array of its own: changing it does not change the distribution handed over."""
        p = np.array([0.5, 0.25, 0.25])
        assert_close(validate_distribution(p), p, rtol=1e-15)
        assert_new_result(validate_distribution)

    @pytest.mark.numeric
    def test_single_precision_softmax(self, validate_distribution, rng):
        """A hundred probabilities computed in float32 pass: their sum is off by rounding only."""
        weights = np.exp(draw.scores(rng, 100).astype(np.float32))
        p = weights / weights.sum()
        assert_close(validate_distribution(p), p.astype(np.float64))

    @pytest.mark.numeric
    def test_tight_tolerance(self, validate_distribution):
        """A sum off by 0.0000005 passes, one off by 0.000005 does not: atol is the whole tolerance."""
        assert_close(validate_distribution([0.5, 0.5 - 5e-7]), np.array([0.5, 0.5 - 5e-7]))
        assert_raises(ValueError, validate_distribution, [0.5, 0.5 + 5e-6], because="5e-6 is more than 1e-6")


class TestEmpiricalDistribution:
    @pytest.mark.anchor
    def test_unseen_class(self, empirical_distribution):
        """A class that never occurred keeps its place, with the share 0."""
        assert_close(empirical_distribution([0, 0, 2, 2], 3), np.array([0.5, 0.0, 0.5]))

    @pytest.mark.anchor
    def test_single_label(self, empirical_distribution):
        """From a single example, its class has the whole share."""
        assert_close(empirical_distribution([1], 4), np.array([0.0, 1.0, 0.0, 0.0]))

    @pytest.mark.anchor
    def test_match(self, empirical_distribution):
        """A hundred matches, one of them won by the outsider: 99 : 1."""
        assert_close(empirical_distribution([0] * 99 + [1], 2), np.array([0.99, 0.01]))

    @pytest.mark.anchor
    def test_unsorted(self, empirical_distribution):
        """The order of the labels does not matter, the order of the classes does."""
        assert_close(empirical_distribution([4, 0, 4, 1], 5), np.array([0.25, 0.25, 0.0, 0.0, 0.5]))

    @pytest.mark.law
    def test_sums_to_one(self, empirical_distribution, rng):
        """The shares sum to 1, whatever the sizes of the sample and the list."""
        shares = np.asarray(empirical_distribution(rng.integers(0, 6, 17), 6))
        assert_close(shares.sum(), 1.0)

    @pytest.mark.law
    def test_order_of_sample(self, empirical_distribution, rng):
        """Shuffling the sample changes nothing."""
        labels = rng.integers(0, 5, 23)
        shuffled = empirical_distribution(rng.permutation(labels), 5)
        assert_close(shuffled, np.asarray(empirical_distribution(labels, 5)))

    @pytest.mark.law
    def test_repeated_sample(self, empirical_distribution, rng):
        """Counting every example three times changes nothing."""
        labels = rng.integers(0, 4, 11)
        repeated = empirical_distribution(np.tile(labels, 3), 4)
        assert_close(repeated, np.asarray(empirical_distribution(labels, 4)))

    @pytest.mark.law
    def test_pooled_samples(self, empirical_distribution, rng):
        """Two samples together: the shares of each, weighted by its size."""
        first, second = rng.integers(0, 4, 6), rng.integers(0, 4, 14)
        pooled = empirical_distribution(np.concatenate([first, second]), 4)
        parts = [np.asarray(empirical_distribution(sample, 4)) for sample in (first, second)]
        assert_close(pooled, 0.3 * parts[0] + 0.7 * parts[1], atol=1e-12)

    @pytest.mark.law
    def test_agrees_with_reference(self, empirical_distribution, reference, rng):
        """Random labels have the shares that counting gives."""
        labels, n_classes = rng.integers(0, 7, 40), int(rng.integers(7, 12))
        expected = reference.empirical_distribution(labels, n_classes)
        assert_close(empirical_distribution(labels, n_classes), expected)

    @pytest.mark.edge
    def test_types(self, empirical_distribution):
        """A list or an array of labels of any integer type gives an array of float64."""
        for labels in ([2, 0, 2, 2], np.array([2, 0, 2, 2], dtype=np.uint8)):
            shares = empirical_distribution(labels, 3)
            assert_type(shares, np.ndarray)
            assert_equal(str(shares.dtype), "float64")
            assert_close(shares, np.array([0.25, 0.0, 0.75]))

    @pytest.mark.edge
    def test_argument_unchanged(self, empirical_distribution):
        """The labels handed over are left as they were, in their order."""
        assert_close(empirical_distribution(np.array([2, 0, 1, 2]), 3), np.array([0.25, 0.25, 0.5]))
        assert_arguments_unchanged(empirical_distribution)

    @pytest.mark.edge
    def test_negative_label(self, empirical_distribution):
        """The label −1 does not mean the last class."""
        assert_raises(ValueError, empirical_distribution, [0, -1, 1], 3, because="a label is negative")

    @pytest.mark.edge
    def test_not_integers(self, empirical_distribution):
        """Labels with a decimal point are refused, even 0.0 and 1.0."""
        assert_raises(ValueError, empirical_distribution, [0.0, 1.0], 2, because="they are not integers")

    @pytest.mark.edge
    def test_no_sample(self, empirical_distribution):
        """An empty sample has no shares, and a table of labels is not a sample."""
        nothing = np.array([], dtype=np.int64)
        assert_raises(ValueError, empirical_distribution, nothing, 3, because="labels is empty")
        assert_raises(ValueError, empirical_distribution, [[0, 1], [1, 2]], 3, because="labels is 2-d")

    @pytest.mark.numeric
    def test_counts_beyond_the_label_type(self, empirical_distribution):
        """Labels of one byte each: a count may be larger than any label can be."""
        labels = np.repeat(np.array([0, 1, 2], dtype=np.uint8), [1000, 600, 400])
        assert_close(empirical_distribution(labels, 3), np.array([0.5, 0.3, 0.2]))
