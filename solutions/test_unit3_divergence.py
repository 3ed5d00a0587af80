"""Hidden cases of unit 3."""

import draw
import numpy as np
import pytest

from grader.cases import (
    assert_arguments_unchanged,
    assert_between,
    assert_close,
    assert_increasing,
    assert_raises,
    assert_type,
)

MATCH, FAIR = [0.99, 0.01], [0.5, 0.5]


class TestCrossEntropy:
    @pytest.mark.anchor
    def test_dyadic(self, cross_entropy):
        """Code words of 2, 2 and 1 bits for chances of a half and two quarters: 1.75 on average."""
        assert_close(cross_entropy([0.5, 0.25, 0.25], [0.25, 0.25, 0.5]), 1.75)

    @pytest.mark.anchor
    def test_match_as_nine_to_one(self, cross_entropy):
        """The match at 99 : 1, coded as 9 : 1, costs little more than its entropy."""
        assert_close(cross_entropy(MATCH, [0.9, 0.1]), 0.18370234345947312)

    @pytest.mark.anchor
    def test_mirror_image(self, cross_entropy):
        """Chances of 1 : 3, coded as 3 : 1, cost nearly twice their entropy."""
        assert_close(cross_entropy([0.25, 0.75], [0.75, 0.25]), 1.603759374819711)

    @pytest.mark.anchor
    def test_hard_label(self, cross_entropy):
        """When the truth is one certain outcome, only the chance that the model gave it counts."""
        assert_close(cross_entropy([1.0, 0.0, 0.0], [0.7, 0.2, 0.1]), 0.5145731728297583)

    @pytest.mark.anchor
    def test_nats(self, cross_entropy):
        """In nats, a cost is ln 2 times as many as in bits."""
        assert_close(cross_entropy(MATCH, [0.9, 0.1], base=np.e), 0.1273327614311885)

    @pytest.mark.anchor
    def test_rows(self, cross_entropy):
        """Two pairs of truth and model, one in each row, have two costs."""
        truth, model = [[0.5, 0.5], [0.1, 0.9]], [[0.25, 0.75], [0.5, 0.5]]
        assert_close(cross_entropy(truth, model), np.array([1.2075187496394219, 1.0]))

    @pytest.mark.anchor
    def test_impossible_but_happens(self, cross_entropy):
        """What happens although the model called it impossible costs infinitely much."""
        assert_close(cross_entropy([0.5, 0.5], [1.0, 0.0]), np.inf)
        assert_close(cross_entropy([1.0, 0.0], [0.0, 1.0]), np.inf)

    @pytest.mark.anchor
    def test_never_happens(self, cross_entropy):
        """What never happens costs nothing, whatever the model said about it."""
        assert_close(cross_entropy([0.5, 0.5, 0.0], [0.25, 0.25, 0.5]), 2.0)
        assert_close(cross_entropy([0.5, 0.5, 0.0], [0.25, 0.75, 0.0]), 1.2075187496394219)

    @pytest.mark.law
    def test_best_code(self, cross_entropy, reference, rng):
        """With the true chances as the model, the cost is the entropy."""
        p = draw.simplex(rng, 5)
        assert_close(cross_entropy(p, p), reference.entropy(p))

    @pytest.mark.law
    def test_gibbs(self, cross_entropy, reference, rng):
        """The further the model is from the truth, the more it costs, and never less than the entropy."""
        p, q = draw.simplex(rng, 5), draw.simplex(rng, 5)
        costs = [cross_entropy(p, (1 - t) * p + t * q) for t in (0.2, 0.5, 1.0)]
        assert_increasing([reference.entropy(p), *costs])

    @pytest.mark.law
    def test_entropy_plus_divergence(self, cross_entropy, reference, rng):
        """The cost is the entropy of the truth plus the divergence of the model."""
        p, q = draw.simplex(rng, 5), draw.simplex(rng, 5)
        assert_close(cross_entropy(p, q), reference.entropy(p) + reference.kl_divergence(p, q))

    @pytest.mark.law
    def test_linear_in_the_truth(self, cross_entropy, rng):
        """For a mixture of two truths, one model costs the mixture of the two costs."""
        p, r, q = draw.simplex_rows(rng, 3, 4)
        share = rng.uniform(0.1, 0.9)
        of_the_parts = share * cross_entropy(p, q) + (1 - share) * cross_entropy(r, q)
        assert_close(cross_entropy(share * p + (1 - share) * r, q), of_the_parts)

    @pytest.mark.law
    def test_cost_of_miscoding(self, cross_entropy, rng):
        """Code words of 1, 2, 3 and 3 bits have the average length that the true chances give them."""
        p = draw.simplex(rng, 4)
        assert_close(cross_entropy(p, [0.5, 0.25, 0.125, 0.125]), float(p @ [1, 2, 3, 3]))

    @pytest.mark.law
    def test_independent_parts_add(self, cross_entropy, rng):
        """The cost of an independent pair, coded one by one, is the sum of the two costs."""
        p, q = draw.simplex_rows(rng, 2, 4)
        r, s = draw.simplex_rows(rng, 2, 3)
        pair = cross_entropy(np.outer(p, r).ravel(), np.outer(q, s).ravel())
        assert_close(pair, cross_entropy(p, q) + cross_entropy(r, s))

    @pytest.mark.law
    def test_agrees_with_reference(self, cross_entropy, reference, rng):
        """Random pairs in a random unit cost what the definition says."""
        p, q, base = draw.simplex_rows(rng, 4, 6), draw.simplex_rows(rng, 4, 6), float(rng.uniform(2.5, 12.0))
        assert_close(cross_entropy(p, q, base), reference.cross_entropy(p, q, base))

    @pytest.mark.edge
    def test_zeros_in_a_batch(self, cross_entropy):
        """An infinite cost in one row of a batch does not touch the others."""
        truth, model = [[0.5, 0.5], [1.0, 0.0], [0.5, 0.5]], [[1.0, 0.0], [1.0, 0.0], [0.25, 0.75]]
        assert_close(cross_entropy(truth, model), np.array([np.inf, 0.0, 1.2075187496394219]), atol=1e-12)

    @pytest.mark.edge
    def test_any_axis(self, cross_entropy, reference, rng):
        """The distributions may lie along axis 0, or along the middle axis of a table with three."""
        p, q = draw.simplex_rows(rng, 6, 4), draw.simplex_rows(rng, 6, 4)
        expected = np.array([reference.cross_entropy(p[i], q[i]) for i in range(6)])
        assert_close(cross_entropy(p.T, q.T, axis=0), expected)
        p, q = (np.moveaxis(rows.reshape(2, 3, 4), -1, 1) for rows in (p, q))
        assert_close(cross_entropy(p, q, axis=1), expected.reshape(2, 3))

    @pytest.mark.edge
    def test_integers(self, cross_entropy):
        """A truth in whole numbers is accepted."""
        assert_close(cross_entropy([0, 1, 0], [0.25, 0.5, 0.25]), 1.0)
        assert_close(cross_entropy(np.array([1, 0]), np.array([1, 0])), 0.0, atol=1e-12)

    @pytest.mark.edge
    def test_types(self, cross_entropy):
        """One pair gives a float; a batch gives an array, even a batch of one."""
        assert_type(cross_entropy(FAIR, [0.25, 0.75]), float)
        batch = cross_entropy(np.array([FAIR]), np.array([[0.25, 0.75]]))
        assert_type(batch, np.ndarray)
        assert_close(batch, np.array([1.2075187496394219]))

    @pytest.mark.edge
    def test_single_precision(self, cross_entropy, reference):
        """Truth and model in float32 are compared in float64."""
        p, q = np.array([0.3, 0.6, 0.1], dtype=np.float32), np.array([0.2, 0.1, 0.7], dtype=np.float32)
        assert_close(cross_entropy(p, q), reference.cross_entropy(p.astype(np.float64), q.astype(np.float64)))

    @pytest.mark.edge
    def test_arguments_unchanged(self, cross_entropy):
        """Truth and model are left alone, zeros included."""
        truth, model = np.array([0.5, 0.0, 0.5]), np.array([0.25, 0.0, 0.75])
        assert_close(cross_entropy(truth, model), 1.2075187496394219)
        assert_arguments_unchanged(cross_entropy)

    @pytest.mark.edge
    def test_different_outcomes(self, cross_entropy):
        """Truth and model must have the same shape: nothing is broadcast."""
        thirds = [1 / 3] * 3
        assert_raises(ValueError, cross_entropy, FAIR, thirds, because="2 outcomes against 3")
        assert_raises(ValueError, cross_entropy, [FAIR, MATCH], FAIR, because="shape (2, 2) against (2,)")
        assert_raises(ValueError, cross_entropy, [FAIR], FAIR, because="shape (1, 2) against (2,)")

    @pytest.mark.edge
    def test_not_a_distribution(self, cross_entropy):
        """Truth and model must both be distributions."""
        assert_raises(ValueError, cross_entropy, [3.0, 1.0], FAIR, because="the truth holds counts")
        assert_raises(ValueError, cross_entropy, FAIR, [3.0, 1.0], because="the model holds counts")
        assert_raises(ValueError, cross_entropy, FAIR, [1.5, -0.5], because="the model has a negative entry")
        assert_raises(ValueError, cross_entropy, FAIR, [np.nan, 1.0], because="the model has a NaN")

    @pytest.mark.numeric
    def test_nearly_impossible(self, cross_entropy):
        """A chance of 1e-300 is not zero: what happens then is dear, but not infinitely."""
        assert_close(cross_entropy(FAIR, [1e-300, 1.0]), 498.28921423310436)

    @pytest.mark.numeric
    def test_smallest_number(self, cross_entropy):
        """A code word of 1074 bits, needed half of the time, costs 537 bits."""
        assert_close(cross_entropy(FAIR, [5e-324, 1.0]), 537.0)


class TestKlDivergence:
    @pytest.mark.anchor
    def test_dyadic(self, kl_divergence):
        """Swapping the code words for chances of a half and a quarter wastes a quarter of a bit."""
        assert_close(kl_divergence([0.5, 0.25, 0.25], [0.25, 0.25, 0.5]), 0.25)

    @pytest.mark.anchor
    def test_match_against_nine_to_one(self, kl_divergence):
        """Taking the match at 99 : 1 for one at 9 : 1 wastes a tenth of a bit."""
        assert_close(kl_divergence(MATCH, [0.9, 0.1]), 0.10290920756356194)

    @pytest.mark.anchor
    def test_coin_against_loaded(self, kl_divergence):
        """Taking a fair coin for one at 3 : 1 wastes about a fifth of a bit."""
        assert_close(kl_divergence(FAIR, [0.75, 0.25]), 0.2075187496394219)

    @pytest.mark.anchor
    def test_loaded_against_coin(self, kl_divergence):
        """Taking a coin at 3 : 1 for a fair one wastes a little less than the other way round."""
        assert_close(kl_divergence([0.75, 0.25], FAIR), 0.18872187554086717)

    @pytest.mark.anchor
    def test_mirror_image(self, kl_divergence):
        """Two distributions that are equally uncertain can still be 1.2 bits apart."""
        assert_close(kl_divergence([0.2, 0.8], [0.8, 0.2]), 1.2)

    @pytest.mark.anchor
    def test_nats(self, kl_divergence):
        """In nats, a waste is ln 2 times as many as in bits."""
        assert_close(kl_divergence([0.9, 0.1], MATCH, base=np.e), 0.1444793474755122)

    @pytest.mark.anchor
    def test_rows(self, kl_divergence):
        """Two pairs of truth and model, one in each row, are two divergences apart."""
        truth, model = [[0.5, 0.5], [0.2, 0.8]], [[0.75, 0.25], [0.8, 0.2]]
        assert_close(kl_divergence(truth, model), np.array([0.2075187496394219, 1.2]))

    @pytest.mark.anchor
    def test_never_happens(self, kl_divergence):
        """What never happens adds nothing, whatever the model said about it."""
        assert_close(kl_divergence([0.5, 0.5, 0.0], [0.25, 0.25, 0.5]), 1.0)
        assert_close(kl_divergence([0.5, 0.5, 0.0], [0.75, 0.25, 0.0]), 0.2075187496394219)

    @pytest.mark.anchor
    def test_certain(self, kl_divergence):
        """A certain outcome taken for a fair coin wastes 1 bit; predicted with certainty, none."""
        assert_close(kl_divergence([1.0, 0.0], FAIR), 1.0)
        assert_close(kl_divergence([1.0, 0.0], [1.0, 0.0]), 0.0, atol=1e-12)

    @pytest.mark.anchor
    def test_impossible_but_happens(self, kl_divergence):
        """One outcome that the model overlooked outweighs all that it got right."""
        assert_close(kl_divergence([0.5, 0.25, 0.25], [0.5, 0.5, 0.0]), np.inf)

    @pytest.mark.law
    def test_zero_for_equals(self, kl_divergence, rng):
        """A distribution is 0 bits away from itself."""
        p = draw.simplex(rng, 6)
        assert_close(kl_divergence(p, p), 0.0, atol=1e-12)

    @pytest.mark.law
    def test_never_negative(self, kl_divergence, rng):
        """The divergence is never negative, not even for neighbours, rounding aside."""
        rows = draw.simplex_rows(rng, 12, 5)
        assert_between(kl_divergence(rows[:6], rows[6:]), 1e-6, np.inf)
        neighbours = rows * (1 + 1e-9 * rng.normal(size=rows.shape))
        neighbours /= neighbours.sum(axis=1, keepdims=True)
        assert_between(kl_divergence(rows, neighbours), -1e-12, 1e-12)

    @pytest.mark.law
    def test_pinsker(self, kl_divergence, rng):
        """Distributions that differ are apart by at least half the square of their difference, in nats."""
        p, q = draw.simplex(rng, 5), draw.simplex(rng, 5)
        assert_between(kl_divergence(p, q, base=np.e), 0.5 * np.abs(p - q).sum() ** 2, np.inf)

    @pytest.mark.law
    def test_cross_entropy_minus_entropy(self, kl_divergence, reference, rng):
        """The divergence is what the model costs beyond the entropy of the truth."""
        p, q = draw.simplex(rng, 5), draw.simplex(rng, 5)
        assert_close(kl_divergence(p, q), reference.cross_entropy(p, q) - reference.entropy(p), atol=1e-12)

    @pytest.mark.law
    def test_independent_parts_add(self, kl_divergence, rng):
        """The divergence of an independent pair is the sum of the two divergences."""
        p, q = draw.simplex_rows(rng, 2, 4)
        r, s = draw.simplex_rows(rng, 2, 3)
        pair = kl_divergence(np.outer(p, r).ravel(), np.outer(q, s).ravel())
        assert_close(pair, kl_divergence(p, q) + kl_divergence(r, s), atol=1e-12)

    @pytest.mark.law
    def test_names_do_not_matter(self, kl_divergence, rng):
        """Renaming the outcomes of both distributions alike changes nothing."""
        p, q, order = draw.simplex(rng, 6), draw.simplex(rng, 6), rng.permutation(6)
        assert_close(kl_divergence(p[order], q[order]), kl_divergence(p, q), atol=1e-12)

    @pytest.mark.law
    def test_base_is_the_unit(self, kl_divergence, rng):
        """A bit is ln 2 nats, whatever the pair."""
        p, q = draw.simplex(rng, 5), draw.simplex(rng, 5)
        assert_close(kl_divergence(p, q, np.e), np.log(2) * kl_divergence(p, q), atol=1e-12)

    @pytest.mark.law
    def test_agrees_with_reference(self, kl_divergence, reference, rng):
        """Random pairs in a random unit are as far apart as the definition says."""
        p, q, base = draw.simplex_rows(rng, 4, 6), draw.simplex_rows(rng, 4, 6), float(rng.uniform(2.5, 12.0))
        assert_close(kl_divergence(p, q, base), reference.kl_divergence(p, q, base), atol=1e-12)

    @pytest.mark.edge
    def test_zeros_in_a_batch(self, kl_divergence):
        """An infinite divergence in one row of a batch does not touch the others."""
        truth = [[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.25, 0.25, 0.5]]
        model = [[1.0, 0.0, 0.0], [0.25, 0.25, 0.5], [0.5, 0.25, 0.25]]
        assert_close(kl_divergence(truth, model), np.array([np.inf, 1.0, 0.25]))

    @pytest.mark.edge
    def test_any_axis(self, kl_divergence, reference, rng):
        """Pairs of distributions may lie along any axis of a table."""
        p, q = draw.simplex_rows(rng, 6, 4), draw.simplex_rows(rng, 6, 4)
        expected = np.array([reference.kl_divergence(p[i], q[i]) for i in range(6)])
        assert_close(kl_divergence(p.T, q.T, axis=0), expected, atol=1e-12)
        p, q = (np.moveaxis(rows.reshape(2, 3, 4), -1, 1) for rows in (p, q))
        assert_close(kl_divergence(p, q, axis=1), expected.reshape(2, 3), atol=1e-12)

    @pytest.mark.edge
    def test_types(self, kl_divergence):
        """Whole numbers are accepted; one pair gives a float, a batch an array, even a batch of one."""
        assert_type(kl_divergence(FAIR, [0.75, 0.25]), float)
        assert_close(kl_divergence([0, 1, 0], [0.25, 0.5, 0.25]), 1.0)
        batch = kl_divergence(np.array([FAIR]), np.array([[0.75, 0.25]]))
        assert_type(batch, np.ndarray)
        assert_close(batch, np.array([0.2075187496394219]))

    @pytest.mark.edge
    def test_single_precision(self, kl_divergence, reference):
        """What is wasted between two distributions in float32 is worked out in float64."""
        p, q = np.array([0.3, 0.6, 0.1], dtype=np.float32), np.array([0.2, 0.1, 0.7], dtype=np.float32)
        assert_close(kl_divergence(p, q), reference.kl_divergence(p.astype(np.float64), q.astype(np.float64)))

    @pytest.mark.edge
    def test_arguments_unchanged(self, kl_divergence):
        """Both distributions are left alone, zeros included."""
        truth, model = np.array([0.5, 0.0, 0.5]), np.array([0.75, 0.0, 0.25])
        assert_close(kl_divergence(truth, model), 0.2075187496394219)
        assert_arguments_unchanged(kl_divergence)

    @pytest.mark.edge
    def test_different_outcomes(self, kl_divergence):
        """Distributions of different shapes have no divergence: nothing is broadcast."""
        thirds = [1 / 3] * 3
        assert_raises(ValueError, kl_divergence, FAIR, thirds, because="2 outcomes against 3")
        assert_raises(ValueError, kl_divergence, [FAIR, MATCH], FAIR, because="shape (2, 2) against (2,)")
        assert_raises(ValueError, kl_divergence, [FAIR], FAIR, because="shape (1, 2) against (2,)")

    @pytest.mark.edge
    def test_not_a_distribution(self, kl_divergence):
        """Both arguments must be distributions: no counts, no negative entries, no NaN."""
        assert_raises(ValueError, kl_divergence, [3.0, 1.0], FAIR, because="the truth holds counts")
        assert_raises(ValueError, kl_divergence, FAIR, [3.0, 1.0], because="the model holds counts")
        assert_raises(ValueError, kl_divergence, FAIR, [1.5, -0.5], because="the model has a negative entry")
        assert_raises(ValueError, kl_divergence, FAIR, [np.nan, 1.0], because="the model has a NaN")

    @pytest.mark.numeric
    def test_nearly_impossible(self, kl_divergence):
        """A chance of 1e-300 is not zero: the waste is large, but not infinite."""
        assert_close(kl_divergence(FAIR, [1e-300, 1.0]), 497.28921423310436)

    @pytest.mark.numeric
    def test_smallest_number(self, kl_divergence):
        """A code word of 1074 bits where 1 would do, needed half of the time, wastes 536 bits in all."""
        assert_close(kl_divergence(FAIR, [5e-324, 1.0]), 536.0)


class TestMutualInformation:
    @pytest.mark.anchor
    def test_copies(self, mutual_information):
        """A die with three faces and its copy share all that either holds, log2(3) bits."""
        assert_close(mutual_information(np.eye(3) / 3), 1.584962500721156)

    @pytest.mark.anchor
    def test_half_known(self, mutual_information):
        """A coin whose tails settle nothing, but whose heads settle the other coin: 0.3113 bits."""
        assert_close(mutual_information([[0.5, 0.0], [0.25, 0.25]]), 0.31127812445913283)

    @pytest.mark.anchor
    def test_noisy_line(self, mutual_information):
        """A line that turns 11 of 100 bits around still delivers half a bit of each."""
        assert_close(mutual_information([[0.445, 0.055], [0.055, 0.445]]), 0.500084041835472)

    @pytest.mark.anchor
    def test_nats(self, mutual_information):
        """In nats, the two coins that mostly agree share ln 2 times as many as in bits."""
        assert_close(mutual_information([[0.3, 0.1], [0.15, 0.45]], base=np.e), 0.12580366909478014)

    @pytest.mark.anchor
    def test_four_by_four(self, mutual_information):
        """Two variables with four outcomes each, unevenly matched, share three eighths of a bit."""
        table = np.array([[4, 2, 1, 1], [2, 4, 1, 1], [2, 2, 2, 2], [8, 0, 0, 0]]) / 32
        assert_close(mutual_information(table), 0.375)

    @pytest.mark.law
    def test_independent(self, mutual_information, rng):
        """Independent variables share nothing, whatever their own distributions."""
        table = np.outer(draw.simplex(rng, 3), draw.simplex(rng, 5))
        assert_close(mutual_information(table), 0.0, atol=1e-12)

    @pytest.mark.law
    def test_symmetry(self, mutual_information, rng):
        """X tells as much about Y as Y about X."""
        table = draw.simplex(rng, 12).reshape(3, 4)
        assert_close(mutual_information(table.T), mutual_information(table), atol=1e-12)

    @pytest.mark.law
    def test_names_do_not_matter(self, mutual_information, rng):
        """Renaming the outcomes of either variable leaves what they share alone."""
        table = draw.simplex(rng, 12).reshape(3, 4)
        renamed = table[rng.permutation(3)][:, rng.permutation(4)]
        assert_close(mutual_information(renamed), mutual_information(table), atol=1e-12)

    @pytest.mark.law
    def test_from_entropies(self, mutual_information, reference, rng):
        """What two variables share is the excess of their two entropies over the entropy of the pair."""
        table = draw.simplex(rng, 15).reshape(5, 3)
        apart = reference.entropy(table.sum(axis=1)) + reference.entropy(table.sum(axis=0))
        assert_close(mutual_information(table), apart - reference.entropy(table.ravel()), atol=1e-12)

    @pytest.mark.law
    def test_copy_of_itself(self, mutual_information, reference, rng):
        """What a variable shares with a copy of itself is its entropy."""
        p = draw.simplex(rng, 5)
        assert_close(mutual_information(np.diag(p)), reference.entropy(p))

    @pytest.mark.law
    def test_looking_less_closely(self, mutual_information, rng):
        """Whoever no longer tells two outcomes apart never learns more."""  # public
        table = draw.simplex(rng, 12).reshape(3, 4)
        table = 0.5 * table + 0.5 * np.eye(3, 4) / 3
        coarse = np.column_stack([table[:, 0] + table[:, 1], table[:, 2:]])
        assert_increasing([mutual_information(coarse), mutual_information(table)])

    @pytest.mark.law
    def test_base_is_the_unit(self, mutual_information, rng):
        """A bit is ln 2 nats, whatever the table."""
        table = draw.simplex(rng, 6).reshape(2, 3)
        assert_close(mutual_information(table, np.e), np.log(2) * mutual_information(table), atol=1e-12)

    @pytest.mark.law
    def test_agrees_with_reference(self, mutual_information, reference, rng):
        """Random tables in a random unit share what the definition says."""
        table, base = draw.simplex(rng, 20).reshape(4, 5), float(rng.uniform(2.5, 12.0))
        assert_close(mutual_information(table, base), reference.mutual_information(table, base), atol=1e-12)

    @pytest.mark.edge
    def test_pairs_that_never_occur(self, mutual_information):
        """Pairs, rows and columns that never occur add nothing, and make no NaN."""
        table = np.array([[0.3, 0.0, 0.1], [0.0, 0.0, 0.0], [0.15, 0.0, 0.45]])
        assert_close(mutual_information(table), 0.18149632952867545)

    @pytest.mark.edge
    def test_one_outcome(self, mutual_information):
        """A variable with only one outcome has nothing to share."""
        assert_close(mutual_information([[0.2, 0.5, 0.3]]), 0.0, atol=1e-12)
        assert_close(mutual_information([[0, 1], [0, 0]]), 0.0, atol=1e-12)

    @pytest.mark.edge
    def test_single_precision(self, mutual_information, reference):
        """A table in float32 is worked out in float64."""
        table = np.array([[0.3, 0.1], [0.15, 0.45]], dtype=np.float32)
        assert_close(mutual_information(table), reference.mutual_information(table.astype(np.float64)))

    @pytest.mark.edge
    def test_type_and_purity(self, mutual_information):
        """A table has one float to share, and is left alone."""
        assert_type(mutual_information(np.array([[0.5, 0.0], [0.25, 0.25]])), float)
        assert_arguments_unchanged(mutual_information)

    @pytest.mark.edge
    def test_no_table(self, mutual_information):
        """A single distribution, a number, or a table of three variables is a ValueError."""
        for wrong in (np.full(4, 0.25), 1.0, np.full((2, 2, 2), 0.125)):
            assert_raises(ValueError, mutual_information, wrong, because="the table is not two-dimensional")

    @pytest.mark.edge
    def test_no_distribution(self, mutual_information):
        """Counts of pairs, rows that sum to 1 each, negative entries, NaN and nothing are a ValueError."""
        assert_raises(ValueError, mutual_information, [[3, 1], [2, 4]], because="these are counts")
        assert_raises(ValueError, mutual_information, [[0.5, 0.5], [0.1, 0.9]], because="the table sums to 2")
        assert_raises(ValueError, mutual_information, [[0.75, -0.25], [0.25, 0.25]], because="an entry is negative")
        assert_raises(ValueError, mutual_information, [[np.nan, 0.5], [0.25, 0.25]], because="an entry is NaN")
        assert_raises(ValueError, mutual_information, np.empty((0, 2)), because="the table is empty")

    @pytest.mark.numeric
    def test_rare_agreement(self, mutual_information):
        """Two outcomes that occur only together, once in 1e200, share little, but not nothing and not infinity."""
        assert_close(mutual_information([[1.0, 0.0], [0.0, 1e-200]]), 6.643856189774725e-198)

    @pytest.mark.numeric
    def test_large_table(self, mutual_information):
        """Two hundred equally likely outcomes, and their copies, share log2(200) bits."""
        assert_close(mutual_information(np.eye(200) / 200), 7.643856189774724)
