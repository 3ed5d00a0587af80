"""Hidden cases of unit 7: more than two classes."""

import draw
import numpy as np
import pytest

from grader.cases import (
    assert_arguments_unchanged,
    assert_between,
    assert_close,
    assert_comparable_speed,
    assert_equal,
    assert_increasing,
    assert_raises,
    assert_type,
)

LN2, LN3 = float(np.log(2.0)), float(np.log(3.0))


class TestOneHot:
    @pytest.mark.anchor
    def test_four_classes(self, one_hot):
        """Five labels of four classes make a 5 × 4 matrix."""
        expected = [[0, 0, 0, 1], [0, 1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]
        assert_close(one_hot([3, 1, 0, 1, 2], 4), np.array(expected))

    @pytest.mark.anchor
    def test_single_label(self, one_hot):
        """One label makes one row."""
        assert_close(one_hot([2], 5), np.array([[0.0, 0.0, 1.0, 0.0, 0.0]]))

    @pytest.mark.anchor
    def test_always_the_same(self, one_hot):
        """Labels that are always 0 keep a second column, all zeros."""
        assert_close(one_hot([0, 0, 0], 2), np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]]))

    @pytest.mark.law
    def test_back_again(self, one_hot, rng):
        """Each row sums to 1, and its largest entry is in the column of the label."""
        y = rng.integers(0, 5, size=12)
        rows = np.asarray(one_hot(y, 5))
        assert_close(rows.sum(axis=-1), np.ones(12))
        assert_equal(np.argmax(rows, axis=-1).tolist(), y.tolist())

    @pytest.mark.law
    def test_shares(self, one_hot, reference, rng):
        """The sum of all n rows is n times the empirical distribution of unit 1."""
        y = rng.integers(0, 4, size=15)
        assert_close(np.asarray(one_hot(y, 6)).sum(axis=0), 15 * reference.empirical_distribution(y, 6))

    @pytest.mark.law
    def test_picks(self, one_hot, rng):
        """Multiplied with a table and summed over each row, it picks the entry of the label."""
        y, table = rng.integers(0, 4, size=8), draw.matrix(rng, 8, 4)
        assert_close(np.sum(np.asarray(one_hot(y, 4)) * table, axis=-1), table[np.arange(8), y])

    @pytest.mark.law
    def test_one_row_each(self, one_hot, rng):
        """Each label makes its own row, whatever the others are."""
        y = rng.integers(0, 5, size=10)
        assert_close(one_hot(y[::-1], 5), np.asarray(one_hot(y, 5))[::-1])
        assert_close(one_hot(y[:3], 5), np.asarray(one_hot(y, 5))[:3])

    @pytest.mark.law
    def test_reference(self, one_hot, reference, rng):
        """Random labels have the rows that the definition gives them."""
        y = rng.integers(0, 7, size=25)
        assert_close(one_hot(y, 9), reference.one_hot(y, 9))

    @pytest.mark.edge
    def test_type(self, one_hot):
        """The result is a float64 array, whatever integers the labels are."""
        rows = one_hot(np.array([1, 0], dtype=np.uint8), 3)
        assert_type(rows, np.ndarray)
        assert_equal(str(rows.dtype), "float64")
        assert_close(rows, np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]))

    @pytest.mark.edge
    def test_one_class(self, one_hot):
        """If there is only one class, every row is certain of it."""
        assert_close(one_hot([0, 0], 1), np.array([[1.0], [1.0]]))

    @pytest.mark.edge
    def test_pure(self, one_hot):
        """The labels are still the same after the call."""
        one_hot(np.array([1, 2, 0]), 3)
        assert_arguments_unchanged(one_hot)

    @pytest.mark.edge
    def test_negative(self, one_hot):
        """A label of −1 is not the last class, but a ValueError."""
        assert_raises(ValueError, one_hot, [0, -1], 3, because="a label is negative")

    @pytest.mark.edge
    def test_no_integers(self, one_hot):
        """Labels that are floats, even 1.0, are a ValueError."""
        assert_raises(ValueError, one_hot, [0.0, 1.0], 3, because="the labels are floats")
        assert_raises(ValueError, one_hot, np.array([0.5, 1.0]), 3, because="the labels are floats")

    @pytest.mark.edge
    def test_column(self, one_hot):
        """A column of labels, or a single number, is a ValueError."""
        assert_raises(ValueError, one_hot, [[0], [1]], 3, because="the labels have the shape (2, 1)")
        assert_raises(ValueError, one_hot, 1, 3, because="the labels are no list")


class TestLogSoftmax:
    @pytest.mark.anchor
    def test_odds(self, log_softmax):
        """Odds of 1 : 2 : 5 are log-probabilities of ln 1/8, ln 2/8 and ln 5/8."""
        assert_close(log_softmax(np.log([1.0, 2.0, 5.0])), np.log([0.125, 0.25, 0.625]))

    @pytest.mark.anchor
    def test_three_to_one(self, log_softmax):
        """A lead of ln 3 over one other class makes 3/4 and 1/4."""
        assert_close(log_softmax([LN3, 0.0]), np.array([-0.2876820724517809, -1.3862943611198906]))

    @pytest.mark.anchor
    def test_equal_scores(self, log_softmax):
        """Four equal scores of 7 make −ln 4 each."""
        assert_close(log_softmax([7.0, 7.0, 7.0, 7.0]), np.full(4, -1.3862943611198906))

    @pytest.mark.anchor
    def test_rows(self, log_softmax):
        """Two pictures with three classes, one in each row."""
        scores = np.array([[0.0, LN2, 0.0], [-LN3, 0.0, -LN3]])
        assert_close(log_softmax(scores), np.log([[0.25, 0.5, 0.25], [0.2, 0.6, 0.2]]))

    @pytest.mark.law
    def test_shift(self, log_softmax, rng):
        """Adding the same number to all scores of a picture changes nothing."""
        z, shift = draw.matrix(rng, 4, 5), draw.scores(rng, 4, scale=10.0)
        assert_close(log_softmax(z + shift[:, np.newaxis]), np.asarray(log_softmax(z)), atol=1e-12)

    @pytest.mark.law
    def test_sums_to_one(self, log_softmax, rng):
        """Exponentiated, each row sums to 1."""
        z = 3.0 * draw.matrix(rng, 5, 4)
        assert_close(np.exp(np.asarray(log_softmax(z))).sum(axis=-1), np.ones(5))

    @pytest.mark.law
    def test_differences(self, log_softmax, rng):
        """The differences between the scores of a picture remain what they were."""
        z = 3.0 * draw.matrix(rng, 5, 4)
        assert_close(np.diff(np.asarray(log_softmax(z)), axis=-1), np.diff(z, axis=-1), atol=1e-12)

    @pytest.mark.law
    def test_two_classes(self, log_softmax, reference, rng):
        """With two classes and the scores (z, 0), the first is the logarithm of the sigmoid."""
        z = draw.scores(rng, 8)
        got = np.asarray(log_softmax(np.column_stack([z, np.zeros(8)])))
        assert_close(got[:, 0], np.log(reference.sigmoid(z)), atol=1e-12)

    @pytest.mark.law
    def test_names_do_not_matter(self, log_softmax, rng):
        """Renaming the classes renames the results alike."""
        z, order = draw.matrix(rng, 3, 6), rng.permutation(6)
        assert_close(log_softmax(z[:, order]), np.asarray(log_softmax(z))[:, order], atol=1e-13)

    @pytest.mark.law
    def test_reference(self, log_softmax, reference, rng):
        """Scores of every size come out right to nine digits."""
        z = 50.0 * draw.matrix(rng, 6, 5)
        assert_close(log_softmax(z), reference.log_softmax(z), atol=1e-11)

    @pytest.mark.edge
    def test_axes(self, log_softmax, reference, rng):
        """The scores of a picture may lie along axis 0, or along the middle axis of a table with three."""
        z = draw.matrix(rng, 6, 4)
        rows = np.array([reference.log_softmax(row) for row in z])
        assert_close(log_softmax(z.T, axis=0), rows.T)
        table, expected = (np.moveaxis(a.reshape(2, 3, 4), -1, 1) for a in (z, rows))
        assert_close(log_softmax(table, axis=1), expected)

    @pytest.mark.edge
    def test_integers(self, log_softmax):
        """Whole-number scores, in a list of lists or an array, count like any others."""
        expected = np.array([[-1.3132616875182228, -0.3132616875182228], [-0.6931471805599453] * 2])
        assert_close(log_softmax([[3, 4], [1, 1]]), expected)
        assert_close(log_softmax(np.array([[3, 4], [1, 1]])), expected)

    @pytest.mark.edge
    def test_single_precision(self, log_softmax):
        """float32 scores are worked out in float64."""
        scores = np.array([0.5, -2.5, 1.0], dtype=np.float32)  # all exact in float32
        assert_close(log_softmax(scores), np.array([-0.9926991533322977, -3.9926991533322975, -0.4926991533322977]))

    @pytest.mark.edge
    def test_one_class(self, log_softmax):
        """A class without rivals is certain, whatever its score: log-probability 0."""
        assert_close(log_softmax(np.array([[5.0], [-300.0]])), np.array([[0.0], [0.0]]), atol=1e-12)

    @pytest.mark.edge
    def test_pure(self, log_softmax):
        """The scores handed over are the same after the call."""
        got = log_softmax(np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]))
        assert_type(got, np.ndarray)
        assert_arguments_unchanged(log_softmax)

    @pytest.mark.numeric
    def test_far_behind(self, log_softmax):
        """A class that trails by 1000 has log-probability −1000, not −inf."""
        assert_close(log_softmax([0.0, -1000.0]), np.array([0.0, -1000.0]), atol=1e-12)

    @pytest.mark.numeric
    def test_rows_of_different_size(self, log_softmax):
        """A row of scores around 2000 and one around −2000 leave a row around 0 alone."""
        row = [-1.3132616875182228, -0.3132616875182228]
        scores = np.array([[0.0, 1.0], [2000.0, 2001.0], [-2001.0, -2000.0]])
        assert_close(log_softmax(scores), np.array([row, row, row]))

    @pytest.mark.numeric
    def test_millions(self, log_softmax):
        """Scores in the millions, two of them equal, share the lead."""
        assert_close(log_softmax([1e6, 1e6, -1e6]), np.array([-LN2, -LN2, -2e6 - LN2]))


class TestSoftmax:
    @pytest.mark.anchor
    def test_three_scores(self, softmax):
        """The scores 1, 2 and 3 make 0.0900, 0.2447 and 0.6652."""
        expected = np.array([0.09003057317038046, 0.24472847105479764, 0.6652409557748218])
        assert_close(softmax([1.0, 2.0, 3.0]), expected)

    @pytest.mark.anchor
    def test_rows(self, softmax):
        """Two pictures with three classes have three probabilities each."""
        scores = np.array([[0.0, LN2, 0.0], [-LN3, 0.0, -LN3]])
        assert_close(softmax(scores), np.array([[0.25, 0.5, 0.25], [0.2, 0.6, 0.2]]))

    @pytest.mark.anchor
    def test_square(self, softmax):
        """Two pictures with two classes: each row sums to 1, the columns need not."""
        scores = np.log([[1.0, 3.0], [4.0, 1.0]])
        assert_close(softmax(scores), np.array([[0.25, 0.75], [0.8, 0.2]]))

    @pytest.mark.anchor
    def test_equal_scores(self, softmax):
        """Five equal scores, of whatever size, make 1/5 each."""
        assert_close(softmax([-3.0] * 5), np.full(5, 0.2))

    @pytest.mark.law
    def test_shift(self, softmax, rng):
        """Adding the same number to all scores of a picture leaves its probabilities alone."""
        z, shift = draw.matrix(rng, 4, 5), draw.scores(rng, 4, scale=10.0)
        assert_close(softmax(z + shift[:, np.newaxis]), np.asarray(softmax(z)))

    @pytest.mark.law
    def test_distributions(self, softmax, rng):
        """Every row is a distribution in which no class is impossible."""
        p = np.asarray(softmax(3.0 * draw.matrix(rng, 5, 4)))
        assert_close(p.sum(axis=-1), np.ones(5))
        assert_between(p, 1e-12, 1.0)

    @pytest.mark.law
    def test_ratio(self, softmax, rng):
        """How many times as probable one class is as another depends on their two scores alone."""
        z = 2.0 * draw.matrix(rng, 4, 3)
        with np.errstate(divide="ignore", invalid="ignore"):  # what is no probability shall fail below, silently
            log_p = np.log(np.asarray(softmax(z)))
        assert_close(np.diff(log_p, axis=-1), np.diff(z, axis=-1), atol=1e-10)

    @pytest.mark.law
    def test_names_do_not_matter(self, softmax, rng):
        """Renaming the classes renames their probabilities."""
        z, order = draw.matrix(rng, 3, 6), rng.permutation(6)
        assert_close(softmax(z[:, order]), np.asarray(softmax(z))[:, order])

    @pytest.mark.law
    def test_two_classes(self, softmax, reference, rng):
        """With two classes and the scores (z, 0), the first has the sigmoid of z."""
        z = draw.scores(rng, 8)
        p = reference.sigmoid(z)
        assert_close(softmax(np.column_stack([z, np.zeros(8)])), np.column_stack([p, 1.0 - p]), atol=1e-14)

    @pytest.mark.law
    def test_raising_a_score(self, softmax, rng):
        """Raising one score raises the probability of its class, and lowers all others."""
        z = draw.scores(rng, 4, scale=1.0)
        before, after = np.asarray(softmax(z)), np.asarray(softmax(z + np.array([0.5, 0.0, 0.0, 0.0])))
        assert_increasing([before[0], after[0]])
        for c in (1, 2, 3):
            assert_increasing([after[c], before[c]])

    @pytest.mark.law
    def test_reference(self, softmax, reference, rng):
        """Scores of every size have the probabilities that the definition gives them."""
        z = 20.0 * draw.matrix(rng, 6, 5)
        assert_close(softmax(z), reference.softmax(z))

    @pytest.mark.edge
    def test_axes(self, softmax, reference, rng):
        """The scores of a picture may lie along any axis of a table."""
        z = draw.matrix(rng, 6, 4)
        rows = np.array([reference.softmax(row) for row in z])
        assert_close(softmax(z.T, axis=0), rows.T)
        table, expected = (np.moveaxis(a.reshape(2, 3, 4), -1, 1) for a in (z, rows))
        assert_close(softmax(table, axis=1), expected)

    @pytest.mark.edge
    def test_more_rows_than_classes(self, softmax):
        """Four pictures with two classes give a 4 × 2 table, also from a list of lists."""
        scores = [[0, 0], [1000, 0], [0, 0], [-5, -5]]
        assert_close(softmax(scores), np.array([[0.5, 0.5], [1.0, 0.0], [0.5, 0.5], [0.5, 0.5]]), atol=1e-300)

    @pytest.mark.edge
    def test_single_precision(self, softmax):
        """float32 scores get their probabilities in float64."""
        scores = np.array([-2.5, 0.5], dtype=np.float32)  # both exact in float32
        assert_close(softmax(scores), np.array([0.04742587317756678, 0.9525741268224334]))

    @pytest.mark.edge
    def test_one_class(self, softmax):
        """A class without rivals is certain."""
        assert_close(softmax(np.array([[5.0], [-300.0]])), np.array([[1.0], [1.0]]))

    @pytest.mark.edge
    def test_pure(self, softmax):
        """Nothing happens to the scores that were handed over."""
        got = softmax(np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]))
        assert_type(got, np.ndarray)
        assert_arguments_unchanged(softmax)

    @pytest.mark.numeric
    def test_large_scores(self, softmax):
        """Scores of 1000 and 0 make 1 and 0, and two scores of 1000 make a half each, without a warning."""
        assert_close(softmax([1000.0, 0.0]), np.array([1.0, 0.0]), atol=1e-300)
        assert_close(softmax([1000.0, -1000.0, 1000.0]), np.array([0.5, 0.0, 0.5]), atol=1e-300)

    @pytest.mark.numeric
    def test_rows_of_different_size(self, softmax):
        """Rows of scores around 2000 and −2000 do not disturb a row around 0."""
        row = [0.2689414213699951, 0.7310585786300049]
        scores = np.array([[0.0, 1.0], [2000.0, 2001.0], [-2001.0, -2000.0]])
        assert_close(softmax(scores), np.array([row, row, row]))

    @pytest.mark.numeric
    def test_far_tail(self, softmax):
        """A class that trails by 700 has a probability of 9.86e-305, with all its digits."""
        assert_close(softmax([-700.0, 0.0]), np.array([9.859676543759771e-305, 1.0]))


class TestCrossEntropyWithLogits:
    @pytest.mark.anchor
    def test_three_pictures(self, cross_entropy_with_logits):
        """Three pictures whose right classes get 1/2, 1/2 and 3/5: 0.6324 nats."""
        scores = np.log([[1.0, 2.0, 1.0], [1.0, 1.0, 2.0], [3.0, 1.0, 1.0]])
        assert_close(cross_entropy_with_logits([1, 2, 0], scores), 0.6323733282952938)

    @pytest.mark.anchor
    def test_single_picture(self, cross_entropy_with_logits):
        """One picture whose right class gets 1/10 costs ln 10."""
        assert_close(cross_entropy_with_logits([2], np.log([[0.3, 0.6, 0.1]])), 2.302585092994046)

    @pytest.mark.anchor
    def test_one_right_one_wrong(self, cross_entropy_with_logits):
        """The best and the worst of three scores, each apart by 1: on average 1.4076 nats."""
        scores = np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]])
        assert_close(cross_entropy_with_logits([2, 0], scores), 1.4076059644443804)

    @pytest.mark.anchor
    def test_sure_and_wrong(self, cross_entropy_with_logits):
        """A class that trails by 1000 and is right costs 1000 nats; with a sure hit beside it, 500 each."""
        assert_close(cross_entropy_with_logits([1], [[1000.0, 0.0, 0.0]]), 1000.0)
        assert_close(cross_entropy_with_logits([1, 0], [[1000.0, 0.0], [1000.0, 0.0]]), 500.0)

    @pytest.mark.law
    def test_shift(self, cross_entropy_with_logits, rng):
        """Adding a number to all scores of one picture changes nothing."""
        y, z, shift = rng.integers(0, 4, size=6), draw.matrix(rng, 6, 4), draw.scores(rng, 6, scale=10.0)
        shifted = cross_entropy_with_logits(y, z + shift[:, np.newaxis])
        assert_close(shifted, cross_entropy_with_logits(y, z))

    @pytest.mark.law
    def test_two_classes(self, cross_entropy_with_logits, reference, rng):
        """With two classes and the scores (0, z) it is the loss of unit 5."""
        y, z = draw.labels(rng, 9), draw.scores(rng, 9)
        got = cross_entropy_with_logits(y, np.column_stack([np.zeros(9), z]))
        assert_close(got, reference.binary_cross_entropy_with_logits(y, z))

    @pytest.mark.law
    def test_cross_entropy(self, cross_entropy_with_logits, reference, rng):
        """It is the mean of unit 3's cross-entropies of the one-hot truth with the softmax, in nats."""
        y, z = rng.integers(0, 5, size=8), 2.0 * draw.matrix(rng, 8, 5)
        costs = reference.cross_entropy(reference.one_hot(y, 5), reference.softmax(z), base=np.e)
        assert_close(cross_entropy_with_logits(y, z), float(np.mean(costs)))

    @pytest.mark.law
    def test_every_picture_twice(self, cross_entropy_with_logits, rng):
        """With every picture shown twice, the mean cost is the same."""
        y, z = rng.integers(0, 3, size=5), draw.matrix(rng, 5, 3)
        twice = cross_entropy_with_logits(np.tile(y, 2), np.vstack([z, z]))
        assert_close(twice, cross_entropy_with_logits(y, z))

    @pytest.mark.law
    def test_names_do_not_matter(self, cross_entropy_with_logits, rng):
        """A label is a name: renaming the classes in labels and scores alike changes nothing."""
        y, z, order = rng.integers(0, 5, size=7), draw.matrix(rng, 7, 5), rng.permutation(5)
        assert_close(cross_entropy_with_logits(np.argsort(order)[y], z[:, order]), cross_entropy_with_logits(y, z))

    @pytest.mark.law
    def test_slope(self, cross_entropy_with_logits, reference, rng):
        """The slope in each score of a picture is its probability, minus 1 for the right class."""
        z, h = draw.scores(rng, 3, scale=1.5), 1e-5
        slope = reference.softmax(z) - np.array([0.0, 1.0, 0.0])
        for nudge, expected in zip(h * np.eye(3), slope, strict=True):
            above, below = (cross_entropy_with_logits([1], [z + step]) for step in (nudge, -nudge))
            assert_close((above - below) / (2.0 * h), float(expected), rtol=1e-6, atol=1e-8)

    @pytest.mark.law
    def test_best_constant(self, cross_entropy_with_logits, reference, rng):
        """Among equal scores for all pictures the logarithms of the shares are best, and cost their entropy."""
        y = rng.permutation(np.concatenate([np.arange(3), rng.integers(0, 3, size=12)]))
        shares = reference.empirical_distribution(y, 3)
        best = cross_entropy_with_logits(y, np.tile(np.log(shares), (15, 1)))
        assert_close(best, reference.entropy(shares, base=np.e))
        other = np.log(shares) + np.array([0.4, 0.0, -0.2])
        assert_increasing([best, cross_entropy_with_logits(y, np.tile(other, (15, 1)))])

    @pytest.mark.law
    def test_reference(self, cross_entropy_with_logits, reference, rng):
        """Scores of every size cost what the definition says."""
        y, z = rng.integers(0, 6, size=20), 60.0 * draw.matrix(rng, 20, 6)
        assert_close(cross_entropy_with_logits(y, z), reference.cross_entropy_with_logits(y, z))

    @pytest.mark.edge
    def test_integers(self, cross_entropy_with_logits):
        """Whole-number scores in lists, and labels in single bytes, count like any others."""
        assert_close(cross_entropy_with_logits([0, 1], [[1, 2, 3], [1, 2, 3]]), 1.9076059644443804)
        labels = np.array([0, 1], dtype=np.uint8)
        assert_close(cross_entropy_with_logits(labels, np.array([[1, 2, 3], [1, 2, 3]])), 1.9076059644443804)

    @pytest.mark.edge
    def test_type(self, cross_entropy_with_logits):
        """The cost of any number of pictures is one float."""
        assert_type(cross_entropy_with_logits(np.array([1, 0]), np.array([[0.5, 1.5], [0.0, 1.0]])), float)
        assert_type(cross_entropy_with_logits([0], [[0.5, 0.2, 0.1]]), float)

    @pytest.mark.edge
    def test_single_precision(self, cross_entropy_with_logits, reference):
        """Scores in float32 cost what they cost in float64."""
        scores = np.array([[0.3, -0.1, 0.2], [0.6, 0.4, -0.7]], dtype=np.float32)
        expected = reference.cross_entropy_with_logits([2, 0], scores.astype(np.float64))
        assert_close(cross_entropy_with_logits([2, 0], scores), expected)

    @pytest.mark.edge
    def test_pure(self, cross_entropy_with_logits):
        """Neither the labels nor the scores are changed by the call."""
        cross_entropy_with_logits(np.array([1, 0]), np.array([[0.5, 1.5, 2.0], [0.0, 1.0, -1.0]]))
        assert_arguments_unchanged(cross_entropy_with_logits)

    @pytest.mark.edge
    def test_no_class(self, cross_entropy_with_logits):
        """A label of −1, or of 3 where there are three classes, is a ValueError."""
        scores = np.array([[0.5, 1.5, 2.0], [0.0, 1.0, -1.0]])
        for y in ([0, -1], [0, 3]):
            assert_raises(ValueError, cross_entropy_with_logits, y, scores, because="a label is no class")

    @pytest.mark.edge
    def test_labels_do_not_match(self, cross_entropy_with_logits):
        """A column of labels, one label for two pictures, or labels that are floats, are a ValueError."""
        scores = np.array([[0.5, 1.5, 2.0], [0.0, 1.0, -1.0]])
        assert_raises(ValueError, cross_entropy_with_logits, [[0], [1]], scores, because="labels have the shape (n,)")
        assert_raises(ValueError, cross_entropy_with_logits, [0], scores, because="labels have the shape (n,)")
        assert_raises(ValueError, cross_entropy_with_logits, [0.0, 1.0], scores, because="labels are integers")

    @pytest.mark.edge
    def test_nothing(self, cross_entropy_with_logits):
        """No pictures, or scores that are no table, are a ValueError."""
        labels, scores = np.array([], dtype=np.int64), np.empty((0, 3))
        assert_raises(ValueError, cross_entropy_with_logits, labels, scores, because="there are no pictures")
        assert_raises(ValueError, cross_entropy_with_logits, [0, 1], [0.5, 1.5], because="the scores are no table")

    @pytest.mark.numeric
    def test_sure_and_right(self, cross_entropy_with_logits):
        """Leads of 1000 and of 100 of the right class cost nothing."""
        got = cross_entropy_with_logits([0, 2], [[1000.0, 0.0, 0.0], [-100.0, -100.0, 0.0]])
        assert_close(got, 0.0, atol=1e-12)

    @pytest.mark.numeric
    def test_never_flat(self, cross_entropy_with_logits):
        """The surer the mistake, the higher its cost: 10000 behind costs 10000 nats."""
        costs = [cross_entropy_with_logits([0], [[0.0, z]]) for z in (30.0, 40.0, 1000.0, 10000.0)]
        assert_increasing(costs)
        assert_close(costs[-1], 10000.0)

    @pytest.mark.numeric
    def test_rows_of_different_size(self, cross_entropy_with_logits):
        """A picture with scores around 5000 does not disturb one with scores around 0."""
        scores = np.array([[0.0, 1.0], [5000.0, 5001.0], [-5000.0, -4999.0]])
        assert_close(cross_entropy_with_logits([0, 0, 0], scores), 1.3132616875182228)

    @pytest.mark.speed
    def test_many_pictures(self, cross_entropy_with_logits, reference, rng):
        """200 000 pictures with 3 classes: fast without a loop."""
        y, z = rng.integers(0, 3, size=200_000), draw.matrix(rng, 200_000, 3)
        assert_comparable_speed(cross_entropy_with_logits, reference.cross_entropy_with_logits, y, z)


class TestSoftmaxGradient:
    @pytest.mark.anchor
    def test_start_from_zero(self, softmax_gradient):
        """Three pictures with two features, all weights 0: every one of four classes gets 1/4."""
        X, y = np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 4.0]]), np.array([3, 0, 3])
        dW = np.array([[-5.0, 3.0, 3.0, -1.0], [1.0, 5.0, 5.0, -11.0]]) / 12.0
        db = np.array([-1.0, 3.0, 3.0, -5.0]) / 12.0
        assert_close(softmax_gradient(X, y, np.zeros((2, 4)), np.zeros(4)), (dW, db))

    @pytest.mark.anchor
    def test_intercepts_alone(self, softmax_gradient):
        """All weights 0, intercepts for odds of 1 : 2 : 5: two pictures of the classes 2 and 0."""
        X = np.array([[8.0, 0.0, 16.0, 8.0], [0.0, 8.0, 8.0, 0.0]])
        dW = np.array([[0.5, 1.0, -1.5], [-3.5, 1.0, 2.5], [-2.5, 3.0, -0.5], [0.5, 1.0, -1.5]])
        got = softmax_gradient(X, [2, 0], np.zeros((4, 3)), np.log([1.0, 2.0, 5.0]))
        assert_close(got, (dW, np.array([-0.375, 0.25, 0.125])))

    @pytest.mark.anchor
    def test_weights_and_intercepts(self, softmax_gradient):
        """Four pictures, three classes, weights and intercepts away from 0."""
        X, y = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 0.0]]), np.array([1, 2, 0, 0])
        W, b = np.array([[0.0, LN2, 0.0], [0.0, 0.0, LN3]]), np.array([LN2, 0.0, 0.0])
        dW = np.array([[-61.0 / 140.0, 29.0 / 140.0, 8.0 / 35.0], [-2.0 / 21.0, 19.0 / 168.0, -1.0 / 56.0]])
        db = np.array([-73.0 / 420.0, 89.0 / 840.0, 19.0 / 280.0])
        assert_close(softmax_gradient(X, y, W, b), (dW, db))

    @pytest.mark.anchor
    def test_two_classes(self, softmax_gradient):
        """With two classes, one gains what the other loses."""
        got = softmax_gradient([[1.0], [2.0], [4.0]], [1, 0, 1], [[0.0, 0.0]], [0.0, LN3])
        assert_close(got, (np.array([[-0.25 / 3.0, 0.25 / 3.0]]), np.array([-0.25 / 3.0, 0.25 / 3.0])))

    @pytest.mark.law
    def test_gradient_check(self, softmax_gradient, reference, rng):
        """Your formula agrees with nudging every weight and every intercept, away from 0."""
        X, y = draw.matrix(rng, 7, 2), rng.integers(0, 3, size=7)
        v = draw.matrix(rng, 3, 3)  # two rows of weights and one of intercepts
        measured = reference.numerical_gradient(
            lambda u: reference.cross_entropy_with_logits(y, X @ u[:-1] + u[-1]), v
        )
        got = softmax_gradient(X, y, v[:-1], v[-1])
        assert_close(got, (measured[:-1], measured[-1]), rtol=1e-6, atol=1e-9)

    @pytest.mark.law
    def test_gains_and_losses(self, softmax_gradient, rng):
        """Over the classes everything sums to 0: each row of dW, and db."""
        X, y = draw.matrix(rng, 6, 4), rng.integers(0, 3, size=6)
        dW, db = softmax_gradient(X, y, draw.matrix(rng, 4, 3), draw.scores(rng, 3))
        assert_close(np.asarray(dW).sum(axis=1), np.zeros(4), atol=1e-12)
        assert_close(float(np.sum(db)), 0.0, atol=1e-12)
        assert_between(np.abs(np.asarray(db)).max(), 1e-9, 1.0)

    @pytest.mark.law
    def test_every_picture_twice(self, softmax_gradient, rng):
        """With every picture shown twice, the gradient is the same."""
        X, y, W, b = draw.matrix(rng, 5, 2), rng.integers(0, 3, size=5), draw.matrix(rng, 2, 3), draw.scores(rng, 3)
        dW, db = softmax_gradient(X, y, W, b)
        twice = softmax_gradient(np.vstack([X, X]), np.tile(y, 2), W, b)
        assert_close(twice, (np.asarray(dW), np.asarray(db)), atol=1e-14)

    @pytest.mark.law
    def test_logistic_regression(self, softmax_gradient, reference, rng):
        """With two classes it is the gradient of unit 6 for the differences of weights and intercepts."""
        X, y, W, b = draw.matrix(rng, 8, 3), draw.labels(rng, 8), draw.matrix(rng, 3, 2), draw.scores(rng, 2)
        dw, db = reference.logistic_gradient(X, y, W[:, 1] - W[:, 0], float(b[1] - b[0]))
        got = softmax_gradient(X, y, W, b)
        assert_close(got, (np.column_stack([-dw, dw]), np.array([-db, db])), atol=1e-13)

    @pytest.mark.law
    def test_column_of_ones(self, softmax_gradient, rng):
        """The intercepts are the weights of a feature that is always 1."""
        X, y, W, b = draw.matrix(rng, 6, 2), rng.integers(0, 4, size=6), draw.matrix(rng, 2, 4), draw.scores(rng, 4)
        all_weights, _ = softmax_gradient(np.column_stack([X, np.ones(6)]), y, np.vstack([W, b]), np.zeros(4))
        expected = (np.asarray(all_weights)[:2], np.asarray(all_weights)[2])
        assert_close(softmax_gradient(X, y, W, b), expected, atol=1e-14)

    @pytest.mark.law
    def test_freedom(self, softmax_gradient, rng):
        """Adding the same weights and the same intercept to all classes changes nothing."""
        X, y, W, b = draw.matrix(rng, 6, 2), rng.integers(0, 4, size=6), draw.matrix(rng, 2, 4), draw.scores(rng, 4)
        dW, db = softmax_gradient(X, y, W, b)
        got = softmax_gradient(X, y, W + draw.matrix(rng, 2, 1), b - 3.0)
        assert_close(got, (np.asarray(dW), np.asarray(db)), atol=1e-13)

    @pytest.mark.law
    def test_optimum(self, softmax_gradient, rng):
        """Where the probabilities are the shares of the classes in two kinds of pictures, the gradient is 0."""
        kinds = [rng.permutation(np.concatenate([np.arange(3), rng.integers(0, 3, size=5)])) for _ in range(2)]
        X = np.repeat([[0.0], [1.0]], 8, axis=0)
        at_zero, at_one = (np.log(np.bincount(y, minlength=3) / 8.0) for y in kinds)
        got = softmax_gradient(X, np.concatenate(kinds), [at_one - at_zero], at_zero)
        assert_close(got, (np.zeros((1, 3)), np.zeros(3)), atol=1e-14)

    @pytest.mark.law
    def test_reference(self, softmax_gradient, reference, rng):
        """More pictures than features, or more features than pictures: both come out right to nine digits."""
        for n, d, k in ((9, 2, 4), (2, 5, 3)):
            X, y, W, b = (
                draw.matrix(rng, n, d),
                rng.integers(0, k, size=n),
                draw.matrix(rng, d, k),
                draw.scores(rng, k),
            )
            got = softmax_gradient(X, y, W, b)
            assert_close(got, reference.softmax_gradient(X, y, W, b), atol=1e-13)

    @pytest.mark.edge
    def test_integers(self, softmax_gradient):
        """Pictures, weights and intercepts in whole numbers, in lists and arrays, may have a gradient in quarters."""
        X, y, W, b = [[1, 0, 3], [0, 4, 3]], [1, 0], [[0, 0], [0, 0], [0, 0]], [0, 0]
        expected = (np.array([[0.25, -0.25], [-1.0, 1.0], [0.0, 0.0]]), np.zeros(2))
        assert_close(softmax_gradient(X, y, W, b), expected, atol=1e-15)
        arrays = [np.array(a) for a in (X, y, W, b)]
        assert_close(softmax_gradient(*arrays), expected, atol=1e-15)

    @pytest.mark.edge
    def test_class_without_pictures(self, softmax_gradient):
        """A class that no picture belongs to still gets its gradient: it is too probable."""
        got = softmax_gradient(np.array([[3.0], [6.0]]), np.array([0, 0]), np.zeros((1, 3)), np.zeros(3))
        assert_close(got, (np.array([[-3.0, 1.5, 1.5]]), np.array([-2.0, 1.0, 1.0]) / 3.0))

    @pytest.mark.edge
    def test_types(self, softmax_gradient):
        """The gradient is two arrays, of the shapes of W and of b."""
        X, y = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0]]), np.array([1, 0, 1])
        dW, db = softmax_gradient(X, y, np.ones((2, 4)), np.zeros(4))
        assert_type(dW, np.ndarray)
        assert_type(db, np.ndarray)
        assert_equal((np.shape(dW), np.shape(db)), ((2, 4), (4,)))

    @pytest.mark.edge
    def test_pure(self, softmax_gradient):
        """Pictures, labels, weights and intercepts are still the same after the call."""
        X, y = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0]]), np.array([1, 0, 1])
        softmax_gradient(X, y, np.array([[0.1, 0.2, 0.3], [0.0, -1.0, 1.0]]), np.array([0.5, 0.0, -0.5]))
        assert_arguments_unchanged(softmax_gradient)

    @pytest.mark.edge
    def test_single_precision(self, softmax_gradient, reference):
        """Pictures, weights and intercepts in float32 are worked out in float64."""
        X, W = np.array([[0.1, 0.7], [1.3, -0.2]]), np.array([[0.3, -0.1, 0.2], [0.6, 0.4, -0.7]])
        single = [a.astype(np.float32) for a in (X, W, np.array([0.1, 0.2, -0.3]))]
        double = [a.astype(np.float64) for a in single]
        expected = reference.softmax_gradient(double[0], [2, 0], *double[1:])
        assert_close(softmax_gradient(single[0], [2, 0], *single[1:]), expected)

    @pytest.mark.edge
    def test_bad_labels(self, softmax_gradient):
        """Too few labels, a label that is no class, and labels that are floats are a ValueError."""
        X, W, b = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0]]), np.ones((2, 4)), np.zeros(4)
        assert_raises(ValueError, softmax_gradient, X, [1, 0], W, b, because="y is not of shape (n,)")
        assert_raises(ValueError, softmax_gradient, X, [1], W, b, because="y is not of shape (n,)")
        assert_raises(ValueError, softmax_gradient, X, [1, 0, 4], W, b, because="a label is no class")
        assert_raises(ValueError, softmax_gradient, X, [1, 0, -1], W, b, because="a label is no class")
        assert_raises(ValueError, softmax_gradient, X, [1.0, 0.0, 1.0], W, b, because="labels are integers")

    @pytest.mark.edge
    def test_shapes_do_not_match(self, softmax_gradient):
        """Weights for other features, transposed weights, and intercepts for other classes are a ValueError."""
        X, y, b = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0]]), [1, 0, 1], np.zeros(4)
        assert_raises(ValueError, softmax_gradient, X, y, np.ones((3, 4)), b, because="W needs one row per feature")
        assert_raises(ValueError, softmax_gradient, X, y, np.ones((4, 2)), b, because="W is transposed")
        assert_raises(
            ValueError, softmax_gradient, X, y, np.ones((2, 4)), np.zeros(1), because="b is not of shape (k,)"
        )
        assert_raises(ValueError, softmax_gradient, X, y, np.ones((2, 4)), 0.0, because="b is not of shape (k,)")
        assert_raises(ValueError, softmax_gradient, X, y, np.ones(2), 0.0, because="W is not two-dimensional")
        assert_raises(ValueError, softmax_gradient, X[0], [1], np.ones((2, 4)), b, because="X is not two-dimensional")

    @pytest.mark.edge
    def test_no_pictures(self, softmax_gradient):
        """Without pictures there is no gradient: ValueError."""
        X, y = np.empty((0, 2)), np.array([], dtype=np.int64)
        assert_raises(
            ValueError, softmax_gradient, X, y, np.ones((2, 3)), np.zeros(3), because="there are no pictures"
        )

    @pytest.mark.numeric
    def test_sure_and_wrong(self, softmax_gradient):
        """Scores of ±1000 for the wrong classes give the full gradient, without a warning."""
        X, y = np.array([[1000.0], [-1000.0]]), np.array([1, 0])
        got = softmax_gradient(X, y, np.array([[1.0, -1.0, 0.0]]), np.zeros(3))
        assert_close(got, (np.array([[1000.0, -1000.0, 0.0]]), np.zeros(3)), atol=1e-12)

    @pytest.mark.numeric
    def test_sure_and_right(self, softmax_gradient):
        """Scores of ±1000 for the right classes leave nothing to improve."""
        X, y = np.array([[1000.0], [-1000.0], [500.0]]), np.array([0, 1, 0])
        got = softmax_gradient(X, y, np.array([[1.0, -1.0, 0.0]]), np.zeros(3))
        assert_close(got, (np.zeros((1, 3)), np.zeros(3)), atol=1e-12)

    @pytest.mark.speed
    def test_many_pictures(self, softmax_gradient, reference, rng):
        """10 000 pictures with 20 features and 10 classes: fast without a loop."""
        X, y = draw.matrix(rng, 10_000, 20), rng.integers(0, 10, size=10_000)
        W, b = 0.1 * draw.matrix(rng, 20, 10), np.linspace(-1.0, 1.0, 10)
        assert_comparable_speed(softmax_gradient, reference.softmax_gradient, X, y, W, b)
