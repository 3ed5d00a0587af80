"""Hidden cases of unit 5: cat or not."""

import draw
import numpy as np
import pytest

from grader.cases import (
    assert_arguments_unchanged,
    assert_between,
    assert_close,
    assert_comparable_speed,
    assert_increasing,
    assert_raises,
    assert_type,
)

NAN = float("nan")


class TestSigmoid:
    @pytest.mark.anchor
    def test_odds(self, sigmoid):
        """Odds of 4 to 1 and of 9 to 1 are probabilities of 0.8 and 0.9."""
        assert_close(sigmoid(np.log([4.0, 9.0])), np.array([0.8, 0.9]))

    @pytest.mark.anchor
    def test_odds_against(self, sigmoid):
        """Odds of 1 to 3 are a probability of one quarter."""
        assert_close(sigmoid(-np.log(3.0)), 0.25)

    @pytest.mark.anchor
    def test_tail(self, sigmoid):
        """Score −40 is a probability of 4.248e-18: tiny, and not 0."""
        assert_close(sigmoid(-40.0), 4.248354255291589e-18, rtol=1e-12)

    @pytest.mark.anchor
    def test_certain(self, sigmoid):
        """Scores of −1000 and 1000 leave no doubt: 0 and 1, without a warning."""
        assert_close(sigmoid(np.array([-1000.0, 1000.0])), np.array([0.0, 1.0]), atol=1e-300)

    @pytest.mark.law
    def test_mirror(self, sigmoid, rng):
        """σ(−z) = 1 − σ(z): the probability of 'not a cat' is the sigmoid of the opposite score."""
        z = draw.scores(rng, 20)
        assert_close(sigmoid(-z), 1.0 - np.asarray(sigmoid(z)), atol=1e-14)

    @pytest.mark.law
    def test_monotone(self, sigmoid, rng):
        """A larger score always means a larger probability."""
        z = np.sort(rng.choice(np.arange(-60, 60), size=20, replace=False) / 4.0)
        assert_increasing(np.asarray(sigmoid(z)))

    @pytest.mark.law
    def test_inverts_the_logit(self, sigmoid, rng):
        """The sigmoid of ln(p / (1 − p)) is p."""
        p = draw.probabilities(rng, 20)
        assert_close(sigmoid(np.log(p / (1.0 - p))), p)

    @pytest.mark.law
    def test_slope(self, sigmoid, rng):
        """The slope of the sigmoid is σ(1 − σ)."""
        z, h = draw.scores(rng, 10, scale=2.0), 1e-5
        p = np.asarray(sigmoid(z))
        slope = (np.asarray(sigmoid(z + h)) - np.asarray(sigmoid(z - h))) / (2.0 * h)
        assert_close(slope, p * (1.0 - p), rtol=1e-6)

    @pytest.mark.law
    def test_softmax_of_two(self, sigmoid, reference, rng):
        """The sigmoid of z is the softmax of the two scores (z, 0)."""
        z = draw.scores(rng, 20)
        assert_close(sigmoid(z), reference.softmax(np.column_stack([z, np.zeros(20)]))[:, 0])

    @pytest.mark.law
    def test_reference(self, sigmoid, reference, rng):
        """Scores of every size, positive and negative, come out right to ten digits."""
        z = draw.scores(rng, 50, scale=80.0)
        assert_close(sigmoid(z), reference.sigmoid(z))

    @pytest.mark.edge
    def test_types(self, sigmoid):
        """One score gives one float, and an array gives an array."""
        assert_type(sigmoid(0.3), float)
        assert_type(sigmoid(np.array([0.3])), np.ndarray)

    @pytest.mark.edge
    def test_integers(self, sigmoid):
        """Whole-number scores, also in a list, count like any others."""
        assert_close(sigmoid(-1), 0.2689414213699951)
        assert_close(sigmoid([-1, 0, 2]), np.array([0.2689414213699951, 0.5, 0.8807970779778824]))

    @pytest.mark.edge
    def test_single_precision(self, sigmoid):
        """float32 scores are computed in float64."""
        scores = np.array([-2.5, 0.5], dtype=np.float32)  # both exact in float32
        assert_close(sigmoid(scores), np.array([0.07585818002124355, 0.6224593312018546]))

    @pytest.mark.edge
    def test_pure(self, sigmoid):
        """The scores are still the same after the call."""
        sigmoid(np.array([-2.0, 0.0, 3.0]))
        assert_arguments_unchanged(sigmoid)

    @pytest.mark.numeric
    def test_large_and_small_together(self, sigmoid):
        """Large and moderate scores in one table do not disturb each other."""
        scores = np.array([[-800.0, 0.0], [-1.0, 1.0], [0.0, 1e6]])
        expected = np.array([[0.0, 0.5], [0.2689414213699951, 0.7310585786300049], [0.5, 1.0]])
        assert_close(sigmoid(scores), expected, atol=1e-300)

    @pytest.mark.numeric
    @pytest.mark.parametrize(("score", "certainty"), [(-10000.0, 0.0), (10000.0, 1.0)])
    def test_single_large(self, sigmoid, score, certainty):
        """A single score of {score} is {certainty}, and silent."""
        assert_close(sigmoid(score), certainty, atol=1e-300)

    @pytest.mark.numeric
    def test_far_tail(self, sigmoid):
        """Even at score −700 the probability has all its digits."""
        assert_close(sigmoid(-700.0), 9.859676543759771e-305, rtol=1e-12)

    @pytest.mark.speed
    def test_many_scores(self, sigmoid, reference, rng):
        """500 000 scores become probabilities without a Python loop."""
        assert_comparable_speed(sigmoid, reference.sigmoid, draw.scores(rng, 500_000))


class TestBinaryCrossEntropy:
    @pytest.mark.anchor
    def test_powers_of_two(self, binary_cross_entropy):
        """Costs of 1, 1, 2 and 2 bits average to 1.5 bits, which is 1.0397 nats."""
        assert_close(binary_cross_entropy([1, 0, 1, 0], [0.5, 0.5, 0.25, 0.75]), 1.0397207708399179)

    @pytest.mark.anchor
    def test_coin_flip(self, binary_cross_entropy):
        """A model that always says 50 % pays ln 2 = 0.6931 nats, whatever the labels."""
        assert_close(binary_cross_entropy([1, 0, 0], [0.5, 0.5, 0.5]), 0.6931471805599453)

    @pytest.mark.anchor
    def test_confident_false_alarm(self, binary_cross_entropy):
        """Calling everything a cat with a probability of 0.9 is cheap for the cat and dear for the other picture."""
        assert_close(binary_cross_entropy([1, 0], [0.9, 0.9]), 1.203972804325936)

    @pytest.mark.anchor
    def test_impossible(self, binary_cross_entropy):
        """A cat that the model had called impossible costs infinitely much."""
        assert_close(binary_cross_entropy([1], [0.0]), np.inf)

    @pytest.mark.anchor
    def test_soft_label(self, binary_cross_entropy):
        """If three people in ten saw a cat, the best prediction still costs the entropy of (0.3, 0.7)."""
        assert_close(binary_cross_entropy([0.3], [0.3]), 0.6108643020548935)

    @pytest.mark.anchor
    def test_loss_is_not_accuracy(self, binary_cross_entropy):
        """Three cats at 0.51 cost 0.6733 nats; at 0.99, 0.99 and 0.49, with one miss, only 0.2445."""
        assert_close(binary_cross_entropy([1, 1, 1], [0.51, 0.51, 0.51]), 0.6733445532637656)
        assert_close(binary_cross_entropy([1, 1, 1], [0.99, 0.99, 0.49]), 0.24448351986148922)

    @pytest.mark.law
    def test_relabel(self, binary_cross_entropy, rng):
        """Asking 'no cat?' instead of 'cat?' changes nothing: y → 1 − y together with p → 1 − p."""
        y, p = draw.labels(rng, 12), draw.probabilities(rng, 12)
        assert_close(binary_cross_entropy(1 - y, 1.0 - p), binary_cross_entropy(y, p))

    @pytest.mark.law
    def test_every_picture_twice(self, binary_cross_entropy, rng):
        """Showing every picture twice does not change the loss."""
        y, p = draw.labels(rng, 9), draw.probabilities(rng, 9)
        assert_close(binary_cross_entropy(np.tile(y, 2), np.tile(p, 2)), binary_cross_entropy(y, p))

    @pytest.mark.law
    def test_pooling(self, binary_cross_entropy, rng):
        """The loss over two albums is the mean of their losses, weighted by their numbers of pictures."""  # public
        y, p = draw.labels(rng, 10), draw.probabilities(rng, 10)
        first, second = binary_cross_entropy(y[:3], p[:3]), binary_cross_entropy(y[3:], p[3:])
        assert_close(binary_cross_entropy(y, p), 0.3 * first + 0.7 * second)

    @pytest.mark.law
    def test_likelihood(self, binary_cross_entropy, reference, rng):
        """The loss is minus the Bernoulli log-likelihood of unit 4, per picture."""
        y, p = draw.labels(rng, 15), draw.probabilities(rng, 15)
        assert_close(binary_cross_entropy(y, p), -reference.bernoulli_log_likelihood(y, p) / 15)

    @pytest.mark.law
    def test_cross_entropy_of_two_outcomes(self, binary_cross_entropy, reference, rng):
        """The loss is the mean of unit 3's cross-entropies of (y, 1 − y) with (p, 1 − p), soft labels too."""
        y, p = draw.probabilities(rng, 8), draw.probabilities(rng, 8)
        truth, model = np.column_stack([y, 1.0 - y]), np.column_stack([p, 1.0 - p])
        expected = float(np.mean(reference.cross_entropy(truth, model, base=np.e)))
        assert_close(binary_cross_entropy(y, p), expected)

    @pytest.mark.law
    def test_gibbs(self, binary_cross_entropy, reference, rng):
        """No prediction costs less than the entropy of the labels themselves, and p = y costs just that."""
        y, p = draw.probabilities(rng, 8), draw.probabilities(rng, 8)
        floor = float(np.mean(reference.binary_entropy(y, base=np.e)))
        assert_close(binary_cross_entropy(y, y), floor)
        assert_between(binary_cross_entropy(y, p), floor - 1e-12, np.inf)

    @pytest.mark.law
    def test_best_constant(self, binary_cross_entropy, reference, rng):
        """Among constant predictions the share of cats is best, and it costs the entropy of that share."""
        y = draw.labels(rng, 20)
        share = float(y.mean())
        best = binary_cross_entropy(y, np.full(20, share))
        assert_close(best, reference.binary_entropy(share, base=np.e))
        for other in (share / 2.0, (1.0 + share) / 2.0):
            assert_increasing([best, binary_cross_entropy(y, np.full(20, other))])

    @pytest.mark.edge
    def test_certain_false_alarm(self, binary_cross_entropy):
        """One false alarm given with certainty makes the whole mean infinite."""
        assert_close(binary_cross_entropy([1, 0, 1], [0.5, 1.0, 0.25]), np.inf)

    @pytest.mark.edge
    def test_certain_among_others(self, binary_cross_entropy):
        """Pictures predicted with certainty, and rightly, add nothing to the sum but count in the mean."""
        assert_close(binary_cross_entropy([0, 1, 1, 0], [0.0, 0.5, 1.0, 0.75]), 0.5198603854199589)

    @pytest.mark.edge
    def test_integers(self, binary_cross_entropy):
        """Labels and predictions may both be whole numbers in arrays."""
        assert_close(binary_cross_entropy(np.array([0, 1, 0]), np.array([0, 1, 0])), 0.0, atol=1e-15)
        assert_close(binary_cross_entropy(np.array([True, False]), np.array([0.5, 0.25])), 0.4904146265058631)

    @pytest.mark.edge
    def test_single_precision(self, binary_cross_entropy, reference):
        """Soft labels and predictions in float32 are worked out in float64."""
        y, p = np.array([0.01, 0.003], dtype=np.float32), np.array([0.2, 0.7], dtype=np.float32)
        expected = reference.binary_cross_entropy(y.astype(np.float64), p.astype(np.float64))
        assert_close(binary_cross_entropy(y, p), expected)

    @pytest.mark.edge
    def test_type(self, binary_cross_entropy):
        """The loss of any number of pictures is one float."""
        assert_type(binary_cross_entropy(np.array([1, 0]), np.array([0.7, 0.1])), float)
        assert_type(binary_cross_entropy([1], [0.7]), float)

    @pytest.mark.edge
    def test_pure(self, binary_cross_entropy):
        """Labels and predictions are still the same after the call, zeros and ones included."""
        binary_cross_entropy(np.array([1.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.3]))
        assert_arguments_unchanged(binary_cross_entropy)

    @pytest.mark.edge
    def test_column_of_labels(self, binary_cross_entropy):
        """A column of labels against a row of predictions is a ValueError."""
        labels, predictions = np.array([[1], [0], [1]]), np.array([0.9, 0.2, 0.6])
        assert_raises(ValueError, binary_cross_entropy, labels, predictions, because="the shapes differ")

    @pytest.mark.edge
    def test_one_prediction_for_all(self, binary_cross_entropy):
        """One prediction for three labels raises ValueError."""
        assert_raises(ValueError, binary_cross_entropy, [1, 0, 1], [0.5], because="the shapes differ")
        assert_raises(ValueError, binary_cross_entropy, [1, 0, 1], 0.5, because="the shapes differ")

    @pytest.mark.edge
    def test_outside(self, binary_cross_entropy):
        """Numbers outside [0, 1], and NaN, raise ValueError among the labels and among the predictions."""
        bad = "an entry is no probability"
        assert_raises(ValueError, binary_cross_entropy, [1, 0], [0.5, 1.2], because=bad)
        assert_raises(ValueError, binary_cross_entropy, [1, 0], [-0.2, 0.5], because=bad)
        assert_raises(ValueError, binary_cross_entropy, [-1, 1], [0.5, 0.5], because=bad)
        assert_raises(ValueError, binary_cross_entropy, [2, 1], [0.5, 0.5], because=bad)
        assert_raises(ValueError, binary_cross_entropy, [1, 0], [0.5, NAN], because=bad)
        assert_raises(ValueError, binary_cross_entropy, [1, NAN], [0.5, 0.5], because=bad)

    @pytest.mark.edge
    def test_nothing(self, binary_cross_entropy):
        """No pictures have no mean: ValueError."""
        assert_raises(ValueError, binary_cross_entropy, [], [], because="there are no pictures")

    @pytest.mark.numeric
    def test_nearly_impossible(self, binary_cross_entropy):
        """A probability of 1e-300 is not 0: the surprise is 300 ln 10 nats."""
        assert_close(binary_cross_entropy([1], [1e-300]), 690.7755278982137)

    @pytest.mark.numeric
    def test_nearly_sure(self, binary_cross_entropy):
        """A hair below certainty still costs a hair more than nothing."""
        assert_close(binary_cross_entropy([1, 1], [1.0 - 2.0**-30, 1.0 - 2.0**-31]), 6.984919312326594e-10)


class TestBinaryCrossEntropyWithLogits:
    @pytest.mark.anchor
    def test_three_pictures(self, binary_cross_entropy_with_logits):
        """The three pictures, given by the log-odds of 0.9, 0.2 and 0.6, cost 0.2798 nats."""
        log_odds = np.log([9.0, 0.25, 1.5])
        assert_close(binary_cross_entropy_with_logits([1, 0, 1], log_odds), 0.2797765635793423)

    @pytest.mark.anchor
    def test_three_to_one(self, binary_cross_entropy_with_logits):
        """Odds of three to one for both of two pictures, one of them a cat, cost 0.8370 nats."""
        assert_close(binary_cross_entropy_with_logits([1, 0], np.log([3.0, 3.0])), 0.8369882167858358)

    @pytest.mark.anchor
    def test_soft_label(self, binary_cross_entropy_with_logits):
        """A soft label weighs the two surprises: a quarter of ln 4/3 and three quarters of ln 4."""
        assert_close(binary_cross_entropy_with_logits([0.25], [np.log(3.0)]), 1.1116412889528633)

    @pytest.mark.anchor
    def test_half_of_them_wrong(self, binary_cross_entropy_with_logits):
        """Four scores of ±1000, two right and two wrong, cost 500 nats a picture."""
        scores = [1000.0, -1000.0, -1000.0, 1000.0]
        assert_close(binary_cross_entropy_with_logits([1, 0, 1, 0], scores), 500.0)

    @pytest.mark.law
    def test_sigmoid_first(self, binary_cross_entropy_with_logits, reference, rng):
        """For moderate scores it is the binary cross-entropy of the sigmoids."""
        y, z = draw.labels(rng, 15), draw.scores(rng, 15)
        expected = reference.binary_cross_entropy(y, reference.sigmoid(z))
        assert_close(binary_cross_entropy_with_logits(y, z), expected)

    @pytest.mark.law
    def test_mirror(self, binary_cross_entropy_with_logits, rng):
        """Asking 'no cat?' turns y into 1 − y and every score around, and changes nothing."""
        y, z = draw.probabilities(rng, 12), draw.scores(rng, 12, scale=20.0)
        assert_close(binary_cross_entropy_with_logits(1.0 - y, -z), binary_cross_entropy_with_logits(y, z))

    @pytest.mark.law
    def test_slope(self, binary_cross_entropy_with_logits, reference, rng):
        """The slope in the score of one picture is σ(z) − y: this is where unit 6 begins."""
        h = 1e-5
        for z in draw.scores(rng, 4, scale=2.0):
            for y in (0.0, 1.0):
                above = binary_cross_entropy_with_logits([y], [z + h])
                below = binary_cross_entropy_with_logits([y], [z - h])
                assert_close((above - below) / (2.0 * h), reference.sigmoid(z) - y, rtol=1e-6, atol=1e-8)

    @pytest.mark.law
    def test_convex(self, binary_cross_entropy_with_logits, rng):
        """The loss is convex: halfway between two models it lies below the mean of their losses."""
        y, z, direction = draw.labels(rng, 6), draw.scores(rng, 6), draw.scores(rng, 6)
        left = binary_cross_entropy_with_logits(y, z - direction)
        right = binary_cross_entropy_with_logits(y, z + direction)
        assert_increasing([binary_cross_entropy_with_logits(y, z), (left + right) / 2.0])

    @pytest.mark.law
    def test_every_picture_twice(self, binary_cross_entropy_with_logits, rng):
        """Showing every picture twice leaves the mean unchanged."""
        y, z = draw.labels(rng, 7), draw.scores(rng, 7)
        once = binary_cross_entropy_with_logits(y, z)
        assert_close(binary_cross_entropy_with_logits(np.tile(y, 2), np.tile(z, 2)), once)

    @pytest.mark.law
    def test_reference(self, binary_cross_entropy_with_logits, reference, rng):
        """Soft labels with scores of every size come out right to ten digits."""
        y, z = draw.probabilities(rng, 20), draw.scores(rng, 20, scale=80.0)
        expected = reference.binary_cross_entropy_with_logits(y, z)
        assert_close(binary_cross_entropy_with_logits(y, z), expected)

    @pytest.mark.edge
    def test_integers(self, binary_cross_entropy_with_logits):
        """Whole-number scores in a list count like any others."""
        assert_close(binary_cross_entropy_with_logits([1, 0], [2, 1]), 0.7200948492805976)

    @pytest.mark.edge
    def test_single_precision(self, binary_cross_entropy_with_logits, reference):
        """Soft labels and scores in float32 are worked out in float64."""
        y, z = np.array([0.01, 0.003], dtype=np.float32), np.array([-1.2, 0.7], dtype=np.float32)
        expected = reference.binary_cross_entropy_with_logits(y.astype(np.float64), z.astype(np.float64))
        assert_close(binary_cross_entropy_with_logits(y, z), expected)

    @pytest.mark.edge
    def test_type(self, binary_cross_entropy_with_logits):
        """The loss is one float, for one picture too."""
        assert_type(binary_cross_entropy_with_logits(np.array([1, 0]), np.array([0.5, -1.5])), float)
        assert_type(binary_cross_entropy_with_logits([1], [0.5]), float)

    @pytest.mark.edge
    def test_pure(self, binary_cross_entropy_with_logits):
        """Labels and scores are still the same after the call."""
        binary_cross_entropy_with_logits(np.array([1.0, 0.0]), np.array([-3.0, 50.0]))
        assert_arguments_unchanged(binary_cross_entropy_with_logits)

    @pytest.mark.edge
    def test_labels_outside(self, binary_cross_entropy_with_logits):
        """Labels −1 and 1, or 1 and 2, are no probabilities: ValueError."""
        bad = "a label lies outside [0, 1]"
        assert_raises(ValueError, binary_cross_entropy_with_logits, [-1, 1], [0.5, 0.5], because=bad)
        assert_raises(ValueError, binary_cross_entropy_with_logits, [1, 2], [0.5, 0.5], because=bad)

    @pytest.mark.edge
    def test_not_a_number(self, binary_cross_entropy_with_logits):
        """A score or a label that is NaN raises ValueError."""
        assert_raises(ValueError, binary_cross_entropy_with_logits, [1, 0], [0.5, NAN], because="a score is NaN")
        assert_raises(ValueError, binary_cross_entropy_with_logits, [NAN, 0], [0.5, 1.0], because="a label is NaN")

    @pytest.mark.edge
    def test_nothing(self, binary_cross_entropy_with_logits):
        """No pictures, or a single score for two labels, raise ValueError."""
        assert_raises(ValueError, binary_cross_entropy_with_logits, [], [], because="there are no pictures")
        assert_raises(ValueError, binary_cross_entropy_with_logits, [1, 0], [0.5], because="the shapes differ")

    @pytest.mark.numeric
    @pytest.mark.parametrize("score", [1000.0, 10000.0])
    def test_sure_and_wrong(self, binary_cross_entropy_with_logits, score):
        """A false alarm with score {score} and a miss with the opposite score cost {score} nats each."""
        assert_close(binary_cross_entropy_with_logits([0], [score]), score)
        assert_close(binary_cross_entropy_with_logits([1], [-score]), score)

    @pytest.mark.numeric
    def test_sure_and_right(self, binary_cross_entropy_with_logits):
        """Scores of ±1000 on the right side cost nothing."""
        got = binary_cross_entropy_with_logits([1, 0], [1000.0, -1000.0])
        assert_close(got, 0.0, atol=1e-12)

    @pytest.mark.numeric
    def test_never_flat(self, binary_cross_entropy_with_logits):
        """The surer the false alarm, the higher its cost: the loss never goes flat."""
        scores = [30.0, 40.0, 100.0, 1000.0]
        assert_increasing([binary_cross_entropy_with_logits([0], [z]) for z in scores])
