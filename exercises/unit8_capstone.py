"""Unit 8. Capstone: 8 or not 8.

This course began with a picture and a question: is it a cat? Here are 1797 pictures, handwritten
digits of 8 × 8 pixels, and the question is whether the digit is an 8. Four functions take you from
the pixels to the answer: scale the pixels, walk downhill, say yes or no, and count how often that
was right. What you wrote before does the work: the loss of unit 5 and the gradient of unit 6.

The pictures whose index is divisible by 5 are put aside. The model learns from the other 1437, the
training set, and is judged by these 360, the test set, which it has never seen.

Beware of accuracy. Only one picture in ten is an 8, so whoever always says "not an 8" is right 90 %
of the time and has learned nothing: it is the match at 99 : 1 of unit 2 again. The number to beat
is the entropy of the labels, 0.3163 nats. That much a model pays per picture if all it knows is how
common eights are; what it pays less, it has read from the pixels.

With standardised pixels, rate 0.5 and 500 steps these are the pass marks:

    the loss falls at every step and ends below the entropy of the labels;
    training loss at most 0.080, test loss at most 0.10 (nats);
    test accuracy at least 0.955.

When you are done, `python exercises/capstone.py` runs your functions on the digits and shows what
they have learned. The data lie in `exercises/data`; some hidden cases use a second data set.

Pictures are rows: `X` has shape (n, d), `y` has shape (n,), `w` has shape (d,), and `b` is a float.
You may build on your earlier functions, for example with
`from unit6_logistic_regression import logistic_gradient`.
"""

import numpy as np


def standardize(X_train, X_test):
    """Scale two sets of features so that, on the first of them, each has mean 0 and spread 1.

    Gradient descent has one learning rate for all weights. If one feature runs from 0 to 1 and
    another from 0 to 4000, no rate suits both. So each feature (each column) gets its mean
    subtracted and is divided by its spread.

    Mean and spread come from the training rows alone, and the test rows are scaled with the same
    two numbers. They stand for pictures that nobody has seen yet, and the next one may come alone.

        m_i = (1/n) Σ_j x_ji,    s_i = √( (1/n) Σ_j (x_ji − m_i)² ),    z_ji = (x_ji − m_i) / s_i

    A feature that has the same value in every training row, like a corner pixel that no pen ever
    reached, has no spread. It is divided by 1: it becomes 0, and stays visible in a test row that
    is different.

    Parameters
    ----------
    X_train : array_like, shape (n, d)
        The training rows. They alone decide on m and s. Lists, ints and float32 are welcome.
    X_test : array_like, shape (k, d)
        Rows to be scaled in the same way; even a single one.

    Returns
    -------
    Z_train : numpy.ndarray, shape (n, d)
        The scaled training rows, float64.
    Z_test : numpy.ndarray, shape (k, d)
        The scaled test rows, float64.

    Raises
    ------
    ValueError
        If either is not two-dimensional, if they do not have the same number of columns, or if
        there are no training rows.

    Notes
    -----
    Difficulty ★★, 2 points. No argument may be changed, and no warning is emitted.

    The spread is the standard deviation with 1/n, not 1/(n − 1). There is no small number to add to
    it: a column of 0 and 2e-12 becomes −1 and 1. Rounding leaves a column of three times 0.1 with a
    computed spread of 1.4e-17, so look at the values to see whether a column is constant. Large
    values that differ little, such as 1e9 and 1e9 + 2, must keep their digits.

    Examples
    --------
    The training rows 0 and 2 have mean 1 and spread 1. So 10 is far out, and the result says so:

    >>> Z_train, Z_test = standardize([[0.0], [2.0]], [[10.0], [12.0]])
    >>> Z_train
    array([[-1.],
           [ 1.]])
    >>> Z_test
    array([[ 9.],
           [11.]])
    """
    raise NotImplementedError


def fit_logistic_regression(X, y, learning_rate=0.5, n_steps=500):
    """Learn the weights and the intercept by gradient descent, and write down the loss on the way.

    Start with w = 0 and b = 0: the model says 0.5 to every picture and pays ln 2 for each. Then
    take `n_steps` steps against the gradient of the mean binary cross-entropy. Both gradients
    belong to the point where the step starts: w and b move together, neither waits for the other.

        w_{k+1} = w_k − η ∂L/∂w (w_k, b_k),    b_{k+1} = b_k − η ∂L/∂b (w_k, b_k)

    Parameters
    ----------
    X : array_like, shape (n, d)
        n pictures, one in a row, with d features each. Lists, ints and uint8 pixels are welcome.
    y : array_like, shape (n,)
        Labels: 1 for an 8, 0 for anything else, or soft labels between.
    learning_rate : float, default 0.5
        The factor η.
    n_steps : int, default 500
        The number of steps, 0 or more.

    Returns
    -------
    w : numpy.ndarray, shape (d,)
        The weights after the last step.
    b : float
        The intercept after the last step.
    losses : numpy.ndarray, shape (n_steps + 1,)
        The mean binary cross-entropy in nats, before the first step and after each: losses[0] is
        ln 2, and losses[n_steps] belongs to the `w` and `b` that are returned.

    Raises
    ------
    ValueError
        If `X` is not two-dimensional; if `y` does not have the shape (n,), so also for a column
        (n, 1); if a label lies outside [0, 1], like the −1 of some books; if there are no pictures.

    Notes
    -----
    Difficulty ★★★, 5 points. No argument may be changed. No random numbers: the same data give the
    same answer. The pass marks stand at the top of this file. 500 steps with the digits should take
    about a tenth of a second: no loop over pictures.

    A step that is too large jumps over the valley. Then the loss rises instead of falling, but it
    is still a number: large scores cost what they cost, without `inf` and without a warning.

    How large may a step be? The loss falls at every step if the rate is below 8/λ, where λ is the
    largest eigenvalue of AᵀA/n and A is X with a column of ones. For the digits 8/λ is 1.08.

    Examples
    --------
    Two pictures with one feature: 1 is not an 8, 2 is.

    >>> w, b, losses = fit_logistic_regression([[1.0], [2.0]], [0, 1], learning_rate=0.5, n_steps=3)
    >>> losses.round(4)
    array([0.6931, 0.6668, 0.6524, 0.6421])
    >>> w.round(4)
    array([0.2752])
    >>> round(b, 4)
    -0.0597
    """
    raise NotImplementedError


def predict(X, w, b, threshold=0.5):
    """Say yes (1) or no (0) to every picture.

    The model gives a probability; somebody has to decide. The answer is 1 where the probability is
    at least the threshold. One half treats both mistakes alike. If missing an 8 is worse than a
    false alarm, lower the threshold.

        answer_j = 1 if σ(w · x_j + b) ≥ threshold else 0

    Parameters
    ----------
    X : array_like, shape (n, d)
        n pictures, one in a row, with d features each.
    w : array_like, shape (d,)
        One weight per feature.
    b : float
        The intercept.
    threshold : float, default 0.5
        A probability between 0 and 1. It is compared with probabilities, not with scores.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        1 or 0 for every picture: whole numbers, neither floats nor booleans. A score of exactly 0
        is a probability of exactly one half, and so a 1 at the threshold 0.5. Scores of ±1000 are
        answered without a warning.

    Raises
    ------
    ValueError
        If `X` is not two-dimensional, or if `w` does not have the shape (d,): one weight per column
        of `X`.

    Notes
    -----
    Difficulty ★, 2 points. No argument may be changed.

    Examples
    --------
    Three pictures with the scores 0.25, 0 and −2:

    >>> predict([[0.25], [0.0], [-2.0]], [1.0], 0.0)
    array([1, 1, 0])
    """
    raise NotImplementedError


def accuracy(y_true, y_pred):
    """Return the share of answers that are right.

    It counts, no more: a wrong answer given with a shrug weighs as much as one given with
    certainty, and an answer that everybody could have guessed as much as a clever one. That is why
    the loss is what we train on, and the entropy of the labels is what we compare with.

        accuracy = (number of j with y_true_j = y_pred_j) / n

    Parameters
    ----------
    y_true : array_like of int, shape (n,)
        The labels: 0 and 1, or whole numbers of as many classes as you like.
    y_pred : array_like of int, shape (n,)
        The answers.

    Returns
    -------
    float
        Between 0.0 and 1.0; not a percentage.

    Raises
    ------
    ValueError
        If the two shapes differ ((n, 1) against (n,) differs, too), or if there are no labels.

    Notes
    -----
    Difficulty ★, 1 point. No argument may be changed. Fast enough for a million labels. Two labels
    are the same only if they are equal; being close does not count.

    Examples
    --------
    >>> accuracy([1, 0, 1, 1], [1, 0, 0, 1])
    0.75
    """
    raise NotImplementedError
