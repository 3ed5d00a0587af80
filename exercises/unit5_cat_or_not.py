"""Unit 5. Cat or not: what a yes-or-no answer costs.

Here is a picture. Is it a cat? The label y says 1 (cat) or 0 (not a cat); the model answers with a
probability p. That makes two distributions over the same two outcomes: the truth (y, 1 − y) and the
model (p, 1 − p). Unit 3 measures how badly the model describes the truth: the cross-entropy of the
two. The loss is the mean of these cross-entropies over the n pictures. Keep the two sums apart: the
inner one runs over the two outcomes of one picture, the outer one over the pictures, and only the
outer one is divided by n.

A model does not produce p at once. It first computes a score z, any real number, and `sigmoid`
turns the score into a probability. The last function of this unit goes from the score to the loss
directly, because on the way through p a computer loses what matters most: how sure the model was
when it was wrong.

From unit 4 on everything is in nats (natural logarithm), as in scikit-learn and PyTorch: a
coin-flip model costs ln 2 = 0.6931 nats, which is 1 bit. For labels 0 and 1 the loss is the
Bernoulli log-likelihood of unit 4 times −1/n, so making the loss small and making the observed
labels likely are one and the same thing.

The truth always comes first: `(y_true, y_pred)`, as in scikit-learn. PyTorch has them the other way
round.
"""

import numpy as np


def sigmoid(z):
    """Map every score to a probability.

    A score (or logit) is the logarithm of the odds: z = ln(p / (1 − p)). The sigmoid solves this
    for p. Score 0 means "as likely a cat as not", score ln 3 means odds of three to one, and large
    scores come ever closer to certainty, on either side.

        σ(z) = 1 / (1 + e^(−z))

    Parameters
    ----------
    z : float or array_like
        Scores: any finite numbers, any shape, ints and lists included. Without unit.

    Returns
    -------
    float or numpy.ndarray
        Probabilities, computed in float64: a float for a number, else an array of the shape of `z`.

    Notes
    -----
    Difficulty ★★, 3 points. `z` may not be changed. Fast enough for 500 000 scores at once.

    The function must be right, and silent, for every finite score. `np.exp(1000.0)` is not silent:
    it overflows and warns. Small probabilities must keep their digits, too: σ(−40) is
    4.248354255291589e-18, not 0.

    Examples
    --------
    >>> sigmoid(0)
    0.5
    >>> sigmoid([1.0, -1.0])
    array([0.73105858, 0.26894142])
    """
    raise NotImplementedError


def binary_cross_entropy(y_true, y_pred):
    """Return the mean cost, in nats, of predicting `y_pred` where `y_true` is the truth.

    Each picture costs the cross-entropy of its label with its prediction, that is, the surprise at
    the answer that turned out to be right. The loss is the mean over the pictures, so showing every
    picture twice changes nothing.

        L = (1/n) Σ_j −[ y_j ln p_j + (1 − y_j) ln(1 − p_j) ]

    As in unit 2, 0 · ln 0 counts as 0: a perfect prediction costs exactly 0. A prediction that
    calls the truth impossible costs `inf`. There is nothing to clip and no small number to add:
    both would change right answers.

    Parameters
    ----------
    y_true : array_like, shape (n,)
        Labels: 1 for cat, 0 for not a cat. Anything between is a soft label, for example the share
        of people who saw a cat.
    y_pred : array_like, shape (n,)
        Predicted probabilities of "cat".

    Returns
    -------
    float
        The mean over the n pictures, in nats; 0.0 or more, possibly `inf`. No warning is emitted.

    Raises
    ------
    ValueError
        If the two shapes differ ((n, 1) against (n,) differs, too), if there are no pictures at
        all, or if any entry of either lies outside [0, 1] or is NaN.

    Notes
    -----
    Difficulty ★★★, 5 points. No argument may be changed.

    Divide by ln 2 and you have bits: 0.4036 bits per picture in the example. For labels 0 and 1
    scikit-learn's `log_loss` gives the same, except that it clips the probabilities 0 and 1.

    Examples
    --------
    A cat, something else, and a cat, predicted with 0.9, 0.2 and 0.6:

    >>> binary_cross_entropy([1, 0, 1], [0.9, 0.2, 0.6])
    0.2797765635793423
    """
    raise NotImplementedError


def binary_cross_entropy_with_logits(y_true, logits):
    """Return the same mean cost in nats, but from the scores instead of the probabilities.

    From about z = 36.8 on, σ(z) is exactly 1.0 in double precision. A model that says "cat" with
    score 40 when there is no cat should pay 40 nats, but after rounding all that is left is ln 0,
    and the loss is `inf`. So put σ(z) into the formula on paper, simplify, and compute from z alone.

        L = (1/n) Σ_j −[ y_j ln σ(z_j) + (1 − y_j) ln(1 − σ(z_j)) ]

    Parameters
    ----------
    y_true : array_like, shape (n,)
        Labels in [0, 1], as in `binary_cross_entropy`.
    logits : array_like, shape (n,)
        Scores: any finite numbers.

    Returns
    -------
    float
        The mean over the n pictures, in nats; finite and accurate for |z| up to 1e4. No warning is
        emitted.

    Raises
    ------
    ValueError
        If the two shapes differ, if there are no pictures at all, if a label lies outside [0, 1],
        or if any entry of either is NaN.

    Notes
    -----
    Difficulty ★★★, 5 points. No argument may be changed.

    A wrong answer given with a large score costs about |z| nats: the loss grows in a straight line
    and never goes flat, so that gradient descent (unit 6) can still tell which way is down.

    Examples
    --------
    >>> binary_cross_entropy_with_logits([1, 0], [0.0, 0.0])
    0.6931471805599453
    >>> binary_cross_entropy_with_logits([0], [40.0])
    40.0
    """
    raise NotImplementedError
