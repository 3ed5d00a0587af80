"""Unit 7. More than two classes: softmax and its gradient.

Cat, dog or bird? With two classes one score was enough. With k of them every class gets a score of
its own, and `softmax` turns the k scores of a picture into a distribution: raise e to each score,
and divide by the sum. Only differences between scores matter: add the same number to all of them,
and every probability stays what it was. That freedom is worth having, because it lets you keep
e^1000 away from the computer. With two classes and the scores (z, 0) you are back at the sigmoid of
z.

A label is the name of a class: one of 0, 1, …, k − 1. Class 2 is not twice class 1, so it must not
be calculated with; `one_hot` writes the label as a distribution that puts everything on one class.
The loss is again the cross-entropy of unit 3, truth first, averaged over the pictures; and since
the truth is certain of one class, only the probability of that class is left of the sum.

Everything is in nats. Pictures are rows, as in scikit-learn: `X` has shape (n, d), the labels `y`
have shape (n,), the scores have shape (n, k), one row per picture and one column per class. A
linear model has weights `W` of shape (d, k) and intercepts `b` of shape (k,). You may build on
your earlier functions, those of this unit included.
"""

import numpy as np


def one_hot(y, n_classes):
    """Return a matrix with one row per label: 1 in the column of its class, 0 elsewhere.

    Each row is a distribution that is certain of one class. A class that does not occur among the
    labels keeps its column.

        Y_jc = 1 if y_j = c, else 0

    Parameters
    ----------
    y : array_like of int, shape (n,)
        The labels, each one of 0, 1, …, n_classes − 1.
    n_classes : int
        The number of classes k, seen or not.

    Returns
    -------
    numpy.ndarray of float64, shape (n, n_classes)
        One row per label.

    Raises
    ------
    ValueError
        If the labels are not one-dimensional or not integers (1.0 is not, either); if any label is
        negative (to NumPy −1 is "the last one", but it is no class), or n_classes or more.

    Notes
    -----
    Difficulty ★, 2 points. No argument may be changed.

    Examples
    --------
    >>> one_hot([1, 2, 0], 3)
    array([[0., 1., 0.],
           [0., 0., 1.],
           [1., 0., 0.]])
    """
    raise NotImplementedError


def log_softmax(z, axis=-1):
    """Return the logarithm of the probability that the scores give to each class.

    It is the score, less one number that is the same for all classes of a picture and makes the
    probabilities sum to 1. Do not take the logarithm of a softmax: a probability of e^(−1000) is 0
    in a computer, but its logarithm is just −1000. Do the algebra before the exponential.

        log_softmax(z)_c = z_c − ln Σ_i e^(z_i)

    Parameters
    ----------
    z : array_like with at least one dimension
        Scores: any finite numbers, for instance (k,) for one picture or (n, k) with one in each
        row. Lists and integers are welcome; the work is done in float64.
    axis : int, default -1
        The axis along which the scores of one picture lie. The default: each row is one picture.

    Returns
    -------
    numpy.ndarray, the shape of z
        Log-probabilities in nats, right for every finite score, without a warning.

    Notes
    -----
    Difficulty ★★, 3 points. The argument may not be changed. Pictures do not know of each other: a
    row of scores around 2000 must not disturb a row of scores around 0.

    Examples
    --------
    Two classes that are equally likely:

    >>> log_softmax([0.0, 0.0])
    array([-0.69314718, -0.69314718])
    """
    raise NotImplementedError


def softmax(z, axis=-1):
    """Turn the scores of k classes into a distribution over them.

    The higher its score, the more probable a class, and no class is ever impossible. If one score
    is higher than another by ln 2, its class is twice as probable, whatever the others are.

        softmax(z)_c = e^(z_c) / Σ_i e^(z_i)

    Parameters
    ----------
    z : array_like with at least one dimension
        Scores: any finite numbers, for instance (k,) for one picture or (n, k) with one in each
        row. Lists and integers are welcome; the work is done in float64.
    axis : int, default -1
        The axis along which the scores of one picture lie. The default: each row is one picture.

    Returns
    -------
    numpy.ndarray, the shape of z
        Probabilities that sum to 1 along `axis`, right for every finite score, without a warning.

    Notes
    -----
    Difficulty ★★, 3 points. The argument may not be changed. Pictures do not know of each other: a
    row of scores around 2000 must not disturb a row of scores around 0. Small probabilities must
    keep their digits.

    `np.exp(1000.0)` overflows and warns. What may be added to all scores of a picture so that it
    does not come to that?

    Examples
    --------
    The scores ln 1, ln 2 and ln 5 are odds of 1 : 2 : 5.

    >>> softmax(np.log([1.0, 2.0, 5.0]))
    array([0.125, 0.25 , 0.625])
    """
    raise NotImplementedError


def cross_entropy_with_logits(y_true, logits):
    """Return the mean cost, in nats, of the scores `logits` where `y_true` are the right classes.

    Each picture costs the surprise at its right class: minus the log-probability that the scores
    give to it. The other classes count only through the sum in the softmax. A model that gives all
    k classes the same score pays ln k, whatever the labels.

        L = (1/n) Σ_j −ln softmax(z_j)_(y_j)

    Parameters
    ----------
    y_true : array_like of int, shape (n,)
        The right class of each picture, one of 0, 1, …, k − 1. Not one-hot.
    logits : array_like, shape (n, k)
        The scores, one row per picture, one column per class: scores, not probabilities.

    Returns
    -------
    float
        The mean over the n pictures, in nats; finite and accurate for scores up to ±1e4. No warning
        is emitted.

    Raises
    ------
    ValueError
        If the scores are not two-dimensional; if the labels are not integers of the shape (n,), so
        also for a column (n, 1) or one-hot rows; if a label is negative, or k or more; if there are
        no pictures.

    Notes
    -----
    Difficulty ★★★, 4 points. No argument may be changed. 200 000 pictures with 3 classes should
    take a few hundredths of a second: no loop over pictures.

    Examples
    --------
    Two pictures; the right classes 0 and 2 get the probabilities 0.3 and 0.5:

    >>> scores = np.log([[0.3, 0.6, 0.1], [0.2, 0.3, 0.5]])
    >>> round(cross_entropy_with_logits([0, 2], scores), 4)
    0.9486
    """
    raise NotImplementedError


def softmax_gradient(X, y, W, b):
    """Return the gradient of the mean cross-entropy with respect to W and b.

    Entry (i, c) of `dW` says how fast the loss rises, in nats, with the weight of feature i for
    class c; entry c of `db` says the same of the intercept of class c. At the best weights all of
    them are 0.

        L(W, b) = (1/n) Σ_j −ln softmax(z_j)_(y_j),    z_j = x_j W + b

        dW_ic = ∂L/∂W_ic,    db_c = ∂L/∂b_c

    Take one picture first. Raising one score raises the probability of its class and lowers all
    others, so the derivative of the loss by a score has an entry for every class, not only for the
    right one. Work it out from the formula of `log_softmax`: the result is as short as in unit 6.

    Parameters
    ----------
    X : array_like, shape (n, d)
        n pictures, one in a row, with d features each.
    y : array_like of int, shape (n,)
        The right class of each picture, one of 0, 1, …, k − 1.
    W : array_like, shape (d, k)
        One row of weights per feature, one column per class.
    b : array_like, shape (k,)
        One intercept per class.

    Returns
    -------
    dW : numpy.ndarray, shape (d, k)
        Gradient with respect to the weights, in nats per unit of weight.
    db : numpy.ndarray, shape (k,)
        Gradient with respect to the intercepts, in nats per unit of intercept.

    Raises
    ------
    ValueError
        If `X` or `W` is not two-dimensional, or `W` does not have one row per column of `X`; if `b`
        does not have the shape (k,); if `cross_entropy_with_logits` refuses the labels; if there
        are no pictures.

    Notes
    -----
    Difficulty ★★★, 5 points. No argument may be changed. Right and silent also for scores of ±1000.
    10 000 pictures with 20 features and 10 classes should take a few hundredths of a second: no
    loop over pictures.

    Examples
    --------
    One picture of class 0, three classes, all weights 0: every class gets 1/3, which is too little
    for class 0 and too much for the others.

    >>> dW, db = softmax_gradient([[1.0, 2.0]], [0], np.zeros((2, 3)), np.zeros(3))
    >>> dW.round(4)
    array([[-0.6667,  0.3333,  0.3333],
           [-1.3333,  0.6667,  0.6667]])
    >>> db.round(4)
    array([-0.6667,  0.3333,  0.3333])
    """
    raise NotImplementedError
