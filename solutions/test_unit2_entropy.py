"""Hidden cases of unit 2."""

import draw
import numpy as np
import pytest

from grader.cases import (
    assert_arguments_unchanged,
    assert_close,
    assert_comparable_speed,
    assert_increasing,
    assert_raises,
    assert_type,
)


class TestEntropy:
    @pytest.mark.anchor
    def test_fair_coin(self, entropy):
        """A match between equals holds 1 bit."""  # public
        assert_close(entropy([0.5, 0.5]), 1.0)

    @pytest.mark.anchor
    def test_die(self, entropy):
        """A die holds the information of any one of its six faces."""
        assert_close(entropy([1 / 6] * 6), 2.584962500721156)

    @pytest.mark.anchor
    def test_eight_options(self, entropy):
        """Eight equal options take three questions, not one."""
        assert_close(entropy([1 / 8] * 8), 3.0)

    @pytest.mark.anchor
    def test_four_outcomes(self, entropy):
        """Four uneven outcomes hold less than 2 bits."""
        assert_close(entropy([0.1, 0.5, 0.1, 0.3]), 1.6854752972273344)

    @pytest.mark.anchor
    def test_nats(self, entropy):
        """In nats, the match at 99 : 1 holds ln 2 times as many as in bits."""
        assert_close(entropy([0.99, 0.01], base=np.e), 0.05600153435484734)

    @pytest.mark.anchor
    def test_rows(self, entropy):
        """A fair match and one at 1 : 9, one in each row, have one entropy each."""
        assert_close(entropy([[0.5, 0.5], [0.1, 0.9]]), np.array([1.0, 0.4689955935892812]))

    @pytest.mark.anchor
    def test_never_happens(self, entropy):
        """Two outcomes that never happen leave the other three at 1.5 bits."""
        assert_close(entropy([0.25, 0.0, 0.5, 0.25, 0.0]), 1.5)

    @pytest.mark.anchor
    def test_certain(self, entropy):
        """A sure thing holds exactly 0 bits, however many outcomes were thought of."""
        assert_close(entropy([1.0, 0.0, 0.0, 0.0]), 0.0, atol=1e-12)
        assert_close(entropy([1.0]), 0.0, atol=1e-12)

    @pytest.mark.law
    def test_even_chances_hold_most(self, entropy, rng):
        """The more even the chances, the more they hold, up to log2(k) bits."""
        p, even = draw.simplex(rng, 6), np.full(6, 1 / 6)
        p = 0.7 * p + 0.3 * np.eye(6)[0]
        path = [entropy((1 - t) * p + t * even) for t in (0.0, 0.3, 0.6, 1.0)]
        assert_increasing(path)
        assert_close(path[-1], np.log2(6))

    @pytest.mark.law
    def test_names_do_not_matter(self, entropy, rng):
        """Renaming the outcomes changes nothing."""
        p = draw.simplex(rng, 6)
        assert_close(entropy(rng.permutation(p)), entropy(p))

    @pytest.mark.law
    def test_impossible_outcomes(self, entropy, rng):
        """Listing outcomes that cannot happen changes nothing."""
        p = draw.simplex(rng, 4)
        assert_close(entropy(np.insert(p, [0, 2, 4], 0.0)), entropy(p))

    @pytest.mark.law
    def test_independent_parts_add(self, entropy, rng):
        """The entropy of an independent pair is the sum of the two entropies."""
        p, q = draw.simplex(rng, 4), draw.simplex(rng, 3)
        assert_close(entropy(np.outer(p, q).ravel()), entropy(p) + entropy(q))

    @pytest.mark.law
    def test_grouping(self, entropy, rng):
        """First ask which group, then which member: the questions add up to the whole."""
        p = draw.simplex(rng, 5)
        group = p[0] + p[1]
        in_steps = entropy(np.array([group, *p[2:]])) + group * entropy(p[:2] / group)
        assert_close(entropy(p), in_steps)

    @pytest.mark.law
    def test_mixing_adds_uncertainty(self, entropy, rng):
        """Not knowing which of two distributions holds never lowers the average entropy."""
        p, q, share = draw.simplex(rng, 5), draw.simplex(rng, 5), rng.uniform(0.2, 0.8)
        average = share * entropy(p) + (1 - share) * entropy(q)
        assert_increasing([average, entropy(share * p + (1 - share) * q)])

    @pytest.mark.law
    def test_base_is_the_unit(self, entropy, rng):
        """A bit is ln 2 nats, whatever the distribution."""
        p = draw.simplex(rng, 5)
        assert_close(entropy(p, base=np.e), np.log(2) * entropy(p))

    @pytest.mark.law
    def test_agrees_with_reference(self, entropy, reference, rng):
        """Random distributions in a random unit hold what the definition says."""
        rows, base = draw.simplex_rows(rng, 4, 6), float(rng.uniform(2.5, 12.0))
        assert_close(entropy(rows, base), reference.entropy(rows, base))

    @pytest.mark.edge
    def test_zeros_in_a_batch(self, entropy):
        """A zero in one row of a batch does not touch the others."""
        rows = [[0.5, 0.25, 0.25], [0.5, 0.0, 0.5], [0.0, 1.0, 0.0]]
        assert_close(entropy(rows), np.array([1.5, 1.0, 0.0]), atol=1e-12)

    @pytest.mark.edge
    def test_columns(self, entropy, reference, rng):
        """With axis=0 each column is a distribution."""
        rows = draw.simplex_rows(rng, 3, 5)
        expected = np.array([reference.entropy(row) for row in rows])
        assert_close(entropy(rows.T, axis=0), expected)

    @pytest.mark.edge
    def test_middle_axis(self, entropy, reference, rng):
        """The distributions may lie along the middle axis of a table with three."""
        rows = draw.simplex_rows(rng, 6, 4)
        expected = np.array([reference.entropy(row) for row in rows]).reshape(2, 3)
        assert_close(entropy(np.moveaxis(rows.reshape(2, 3, 4), -1, 1), axis=1), expected)

    @pytest.mark.edge
    def test_integers_and_single_precision(self, entropy, reference):
        """Whole numbers are accepted, and float32 is worked out in float64."""
        assert_close(entropy([0, 1]), 0.0, atol=1e-12)
        p = np.array([0.3, 0.6, 0.1], dtype=np.float32)
        assert_close(entropy(p), reference.entropy(p.astype(np.float64)))

    @pytest.mark.edge
    def test_types(self, entropy):
        """One distribution gives a float; a batch gives an array, even a batch of one."""
        assert_type(entropy([0.25, 0.75]), float)
        batch = entropy(np.array([[0.25, 0.75]]))
        assert_type(batch, np.ndarray)
        assert_close(batch, np.array([0.8112781244591328]))

    @pytest.mark.edge
    def test_argument_unchanged(self, entropy):
        """The distribution handed over is left alone, zeros included."""
        assert_close(entropy(np.array([0.5, 0.0, 0.5])), 1.0)
        assert_arguments_unchanged(entropy)

    @pytest.mark.edge
    def test_counts(self, entropy):
        """Counts and percentages are refused, not rescaled."""
        assert_raises(ValueError, entropy, [1.0, 1.0, 1.0, 1.0], because="these are counts")
        assert_raises(ValueError, entropy, [60.0, 40.0], because="these are percentages")

    @pytest.mark.edge
    def test_not_a_distribution(self, entropy):
        """Negative entries, NaN, a bad row and an empty list are refused."""
        assert_raises(ValueError, entropy, [1.5, -0.5], because="an entry is negative")
        assert_raises(ValueError, entropy, [np.nan, 1.0], because="an entry is NaN")
        assert_raises(ValueError, entropy, [[0.5, 0.5], [0.5, 0.4]], because="a row sums to 0.9")
        assert_raises(ValueError, entropy, [], because="there are no outcomes")

    @pytest.mark.numeric
    def test_many_rare_outcomes(self, entropy):
        """Eight outcomes of one in a million each hold most of the uncertainty there is."""
        assert_close(entropy([1 - 8e-6] + [1e-6] * 8), 0.00017099406271534068)

    @pytest.mark.numeric
    def test_barely_possible(self, entropy):
        """An outcome as rare as float64 can say contributes almost nothing, and never NaN."""
        assert_close(entropy([0.5, 0.5, 5e-324]), 1.0)

    @pytest.mark.numeric
    def test_many_outcomes(self, entropy):
        """A fair lottery with 100 000 tickets holds log2(100 000) bits."""
        assert_close(entropy(np.full(100_000, 1e-5)), np.log2(100_000))

    @pytest.mark.speed
    def test_speed(self, entropy, reference, rng):
        """Twenty thousand distributions over 50 outcomes are worked out without a Python loop."""
        assert_comparable_speed(entropy, reference.entropy, draw.simplex_rows(rng, 20_000, 50))


class TestBinaryEntropy:
    @pytest.mark.anchor
    def test_three_to_one(self, binary_entropy):
        """A coin at 1 : 3 holds a little less than a fair one."""
        assert_close(binary_entropy(0.25), 0.8112781244591328)

    @pytest.mark.anchor
    def test_nearly_half_a_bit(self, binary_entropy):
        """A coin that shows heads 11 times in 100 holds almost exactly half a bit."""
        assert_close(binary_entropy(0.11), 0.499915958164528)

    @pytest.mark.anchor
    def test_several_coins(self, binary_entropy):
        """Three coins hold three entropies."""
        expected = np.array([0.4689955935892812, 1.0, 0.8812908992306926])
        assert_close(binary_entropy([0.1, 0.5, 0.7]), expected)

    @pytest.mark.anchor
    def test_nats(self, binary_entropy):
        """In nats, a coin at 99 : 1 holds ln 2 times as many as in bits."""
        assert_close(binary_entropy(0.99, base=np.e), 0.05600153435484734)

    @pytest.mark.anchor
    def test_base_four(self, binary_entropy):
        """In units of two bits, a fair coin holds a half and a coin at 1 : 3 less."""
        assert_close(binary_entropy([0.5, 0.25], 4.0), np.array([0.5, 0.4056390622295664]))

    @pytest.mark.anchor
    def test_ends_among_others(self, binary_entropy):
        """Sure coins among fair ones hold 0 and leave the others alone."""
        p = np.array([0.0, 0.5, 1.0, 0.25])
        assert_close(binary_entropy(p), np.array([0.0, 1.0, 0.0, 0.8112781244591328]), atol=1e-12)

    @pytest.mark.law
    def test_symmetry(self, binary_entropy, rng):
        """Heads and tails may change places."""
        p = draw.probabilities(rng, 6)
        assert_close(binary_entropy(1 - p), np.asarray(binary_entropy(p)))

    @pytest.mark.law
    def test_is_the_entropy_of_two_outcomes(self, binary_entropy, reference, rng):
        """A coin is a distribution over two outcomes, and has its entropy."""
        p = draw.probabilities(rng, 6)
        assert_close(binary_entropy(p), reference.entropy(np.column_stack([p, 1 - p])))

    @pytest.mark.law
    def test_rises_to_the_middle(self, binary_entropy, rng):
        """From a sure tail to a fair coin the entropy rises, and nowhere above 1 bit."""
        p = np.sort(rng.uniform(0.01, 0.49, 5))
        path = [binary_entropy(x) for x in (0.0, *p.tolist(), 0.5)]
        assert_increasing(path)
        assert_close(path[-1], 1.0)

    @pytest.mark.law
    def test_one_question_at_a_time(self, binary_entropy, reference, rng):
        """Three outcomes, told apart by two coins in turn, hold the entropies of both."""
        a, b, c = (float(x) for x in draw.simplex(rng, 3))
        in_turn = binary_entropy(a) + (1 - a) * binary_entropy(b / (b + c))
        assert_close(in_turn, reference.entropy([a, b, c]))

    @pytest.mark.law
    def test_base_is_the_unit(self, binary_entropy, rng):
        """A bit is ln 2 nats, whatever the coin."""
        p = draw.probabilities(rng, 6)
        assert_close(binary_entropy(p, np.e), np.log(2) * np.asarray(binary_entropy(p)))

    @pytest.mark.edge
    def test_not_a_distribution(self, binary_entropy):
        """The coins need not sum to anything."""
        assert_close(binary_entropy([0.75, 0.75, 0.5]), np.array([0.8112781244591328] * 2 + [1.0]))

    @pytest.mark.edge
    def test_types(self, binary_entropy):
        """A number gives a float; a table gives a table of its shape."""
        assert_type(binary_entropy(0.3), float)
        table = binary_entropy(np.array([[0.5, 0.25, 0.5], [0.75, 0.5, 0.5]]))
        assert_type(table, np.ndarray)
        assert_close(table, np.array([[1.0, 0.8112781244591328, 1.0], [0.8112781244591328, 1.0, 1.0]]))

    @pytest.mark.edge
    def test_integers(self, binary_entropy):
        """Sure coins may be given in whole numbers, one or a list of them."""
        assert_close(binary_entropy(1), 0.0, atol=1e-12)
        assert_close(binary_entropy([0, 1, 1]), np.zeros(3), atol=1e-12)

    @pytest.mark.edge
    def test_single_precision(self, binary_entropy, reference):
        """A coin given in float32 is worked out in float64."""
        p = np.array([0.01, 0.003], dtype=np.float32)  # 1 − p has no room in float32
        assert_close(binary_entropy(p), reference.binary_entropy(p.astype(np.float64)))

    @pytest.mark.edge
    def test_argument_unchanged(self, binary_entropy):
        """The probabilities of the coins are left alone, sure coins included."""
        assert_close(binary_entropy(np.array([0.0, 0.5, 1.0])), np.array([0.0, 1.0, 0.0]), atol=1e-12)
        assert_arguments_unchanged(binary_entropy)

    @pytest.mark.edge
    def test_not_a_probability(self, binary_entropy):
        """A coin cannot show heads with a chance below 0, above 1 or NaN."""
        assert_raises(ValueError, binary_entropy, 1.5, because="p is above 1")
        assert_raises(ValueError, binary_entropy, [0.5, -0.25], because="an entry is below 0")
        assert_raises(ValueError, binary_entropy, [np.nan, 0.5], because="an entry is NaN")

    @pytest.mark.numeric
    def test_one_in_a_million(self, binary_entropy):
        """A coin that shows heads once in a million throws holds very little, but not nothing."""
        assert_close(binary_entropy(1e-6), 2.1374262888865376e-05)

    @pytest.mark.numeric
    def test_ever_rarer(self, binary_entropy):
        """However rarely a coin shows heads, its entropy keeps all its digits."""
        expected = np.array([4.130583217953659e-11, 6.788125693863621e-19, 9.980211235070977e-298])
        assert_close(binary_entropy([1e-12, 1e-20, 1e-300]), expected)


class TestPerplexity:
    @pytest.mark.anchor
    def test_match(self, perplexity):
        """The match at 99 : 1 is hardly more uncertain than a sure thing."""
        assert_close(perplexity([0.99, 0.01]), 1.0575993064679887)

    @pytest.mark.anchor
    def test_three_to_one(self, perplexity):
        """A coin at 3 : 1 is as uncertain as a fair one with 1.75 sides."""
        assert_close(perplexity([0.25, 0.75]), 1.7547653506033232)

    @pytest.mark.anchor
    def test_die(self, perplexity):
        """A fair die has perplexity 6."""  # public
        assert_close(perplexity([1 / 6] * 6), 6.0)

    @pytest.mark.anchor
    def test_four_outcomes(self, perplexity):
        """Four uneven outcomes are as uncertain as 3.2165 even ones."""
        assert_close(perplexity([0.1, 0.5, 0.1, 0.3]), 3.216463455324144)

    @pytest.mark.anchor
    def test_rows(self, perplexity):
        """A fair match and one at 1 : 9, one in each row, have one perplexity each."""
        assert_close(perplexity([[0.5, 0.5], [0.1, 0.9]]), np.array([2.0, 1.384145488461686]))

    @pytest.mark.law
    def test_power_of_the_entropy(self, perplexity, reference, rng):
        """Two to the entropy in bits is e to the entropy in nats: the base does not matter."""
        p = draw.simplex(rng, 6)
        assert_close(perplexity(p), 2.0 ** reference.entropy(p))
        assert_close(perplexity(p), float(np.exp(reference.entropy(p, np.e))))

    @pytest.mark.law
    def test_independent_parts_multiply(self, perplexity, rng):
        """The perplexity of an independent pair is the product of the two perplexities."""
        p, q = draw.simplex(rng, 4), draw.simplex(rng, 3)
        assert_close(perplexity(np.outer(p, q).ravel()), perplexity(p) * perplexity(q))

    @pytest.mark.law
    def test_between_one_and_k(self, perplexity, rng):
        """The more even the chances, the higher the perplexity, from 1 up to the number of outcomes."""
        p, even = 0.7 * draw.simplex(rng, 6) + 0.3 * np.eye(6)[0], np.full(6, 1 / 6)
        path = [perplexity((1 - t) * p + t * even) for t in (0.0, 0.3, 0.6, 1.0)]
        assert_increasing([1.0, *path])
        assert_close(path[-1], 6.0)

    @pytest.mark.law
    def test_agrees_with_reference(self, perplexity, reference, rng):
        """Random distributions are as uncertain as the definition says."""
        rows = draw.simplex_rows(rng, 4, 7)
        assert_close(perplexity(rows), reference.perplexity(rows))

    @pytest.mark.edge
    def test_certain(self, perplexity):
        """A sure thing has perplexity 1, however many outcomes were thought of."""
        assert_close(perplexity([0.0, 1.0, 0.0]), 1.0)
        assert_close(perplexity([1]), 1.0)

    @pytest.mark.edge
    def test_axes(self, perplexity, reference, rng):
        """The distributions may lie along any axis of a table."""
        rows = draw.simplex_rows(rng, 6, 4)
        expected = np.array([reference.perplexity(row) for row in rows])
        assert_close(perplexity(rows.T, axis=0), expected)
        table = np.moveaxis(rows.reshape(2, 3, 4), -1, 1)
        assert_close(perplexity(table, axis=1), expected.reshape(2, 3))

    @pytest.mark.edge
    def test_types(self, perplexity):
        """One distribution has a float for its perplexity; a batch has an array, even a batch of one."""
        assert_type(perplexity([0.25, 0.75]), float)
        batch = perplexity(np.array([[0.25, 0.75]]))
        assert_type(batch, np.ndarray)
        assert_close(batch, np.array([1.7547653506033232]))

    @pytest.mark.edge
    def test_single_precision(self, perplexity, reference):
        """Chances in float32 have their perplexity worked out in float64."""
        p = np.array([0.3, 0.6, 0.1], dtype=np.float32)
        assert_close(perplexity(p), reference.perplexity(p.astype(np.float64)))

    @pytest.mark.edge
    def test_argument_unchanged(self, perplexity):
        """The chances handed over are left alone, zeros included."""
        assert_close(perplexity(np.array([0.5, 0.0, 0.5])), 2.0)
        assert_arguments_unchanged(perplexity)

    @pytest.mark.edge
    def test_not_a_distribution(self, perplexity):
        """Counts, negative entries, NaN and an empty list have no perplexity."""
        assert_raises(ValueError, perplexity, [1.0, 1.0], because="these are counts")
        assert_raises(ValueError, perplexity, [1.5, -0.5], because="an entry is negative")
        assert_raises(ValueError, perplexity, [np.nan, 1.0], because="an entry is NaN")
        assert_raises(ValueError, perplexity, [], because="there are no outcomes")

    @pytest.mark.numeric
    def test_many_outcomes(self, perplexity):
        """A fair lottery with 100 000 tickets has perplexity 100 000."""
        assert_close(perplexity(np.full(100_000, 1e-5)), 100_000.0)

    @pytest.mark.numeric
    def test_barely_possible(self, perplexity):
        """An outcome as rare as float64 can say leaves the perplexity of a fair coin at 2."""
        assert_close(perplexity([0.5, 0.5, 5e-324]), 2.0)
