"""Unit 1: Events, distributions, information.

A die is thrown behind a screen, and you are told about it. "The number is greater than 0" tells
you nothing new. "It is greater than 3" rules out half of the faces. "It is 5" leaves no question
open. The less probable a message, the more it tells you. But how much more?

Ask three things of a measure of information: a sure event carries none; the rarer the event, the
more it carries; and what two independent events tell you adds up, while their probabilities
multiply. Up to the choice of a unit, only the logarithm does all three. With base 2 the unit is
the bit, one fair yes-or-no question: the three messages above are worth 0, 1 and 2.58 bits, and a
word of 16 fair bits, being one of 65 536, carries exactly 16.

So much for one event. A list of probabilities for everything that can happen is a *distribution*.
This unit also checks such lists, and makes one from data: every later unit starts from there.
"""

import numpy as np


def self_information(p, base=2.0):
    """Information carried by an event of probability p: how surprising it is.

    The smaller the probability, the larger the information: halving p adds exactly one bit. (So it
    is not inversely proportional to p. A message that was certain all along carries 0 bits, not
    1.) An impossible event would be infinitely surprising.

        I(p) = −log_base(p)

    Parameters
    ----------
    p : float or array_like of any shape
        Probabilities, each between 0 and 1. Lists, integers and float32 are welcome; the work is
        done in float64.
    base : float, default 2.0
        The base of the logarithm, which is the unit of the result: 2 gives bits, e gives nats.

    Returns
    -------
    float or ndarray
        The information in units of `base`: a float for a single number, an array of the same shape
        for an array. It is 0 where p is 1 and `inf` where p is 0, in both cases without a warning.

    Raises
    ------
    ValueError
        If any entry of p is below 0, above 1 or NaN; if base is 0, negative or 1.

    Notes
    -----
    Difficulty ★, 3 points. The argument must not be changed. Fast enough for 400 000
    probabilities at once.

    Examples
    --------
    A message about the die: "the number is greater than 3".

    >>> self_information(1 / 2)
    1.0

    All three messages: greater than 0, greater than 3, equal to 5.

    >>> self_information([1, 1 / 2, 1 / 6]).round(4)
    array([0.   , 1.   , 2.585])
    """
    raise NotImplementedError


def validate_distribution(p, axis=-1, atol=1e-6):
    """Check that p holds probability distributions, and return them as a float64 array.

    A distribution gives each of a list of outcomes a probability. The probabilities are not
    negative and sum to 1, or as nearly as floating point allows. Counts, percentages and
    half-finished calculations look much the same, and the formulas of the later units would
    swallow them without complaint. So this function refuses them, and repairs nothing: whoever
    handed over counts should hear about it.

        p_i ≥ 0 for every i,  and  |Σ_i p_i − 1| ≤ atol

    Parameters
    ----------
    p : array_like with at least one dimension
        One distribution, shape (k,), or many of them, for instance (n, k) with one in each row.
        Lists, integers and float32 are welcome.
    axis : int, default -1
        The axis along which the probabilities of one distribution lie. The default: each row is
        one distribution.
    atol : float, default 1e-6
        How far from 1 a sum may be. This absolute tolerance is the only one.

    Returns
    -------
    ndarray of float64
        A new array with the shape and the values of p. The values are not rescaled.

    Raises
    ------
    ValueError
        If p is empty or a single number; if any entry is negative, NaN or infinite; if the sum of
        any distribution is further than atol from 1.

    Notes
    -----
    Difficulty ★★, 3 points. The argument must not be changed.

    Examples
    --------
    A football match: France wins with 99 %, China with 1 %.

    >>> validate_distribution([0.99, 0.01])
    array([0.99, 0.01])

    Four teams, one point each: counts, not probabilities.

    >>> validate_distribution([1, 1, 1, 1])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    ValueError: ...
    """
    raise NotImplementedError


def empirical_distribution(labels, n_classes):
    """Estimate a distribution from a sample: the share of each class among the labels.

    Nobody hands us the true distribution of cat pictures. What we have is examples with labels,
    and the share of each label stands in for its probability. A class that never occurred has the
    share 0, and keeps its place in the list.

        p_c = (number of labels equal to c) / n

    Parameters
    ----------
    labels : array_like of int, shape (n,)
        The classes seen, each one of 0, 1, …, n_classes − 1.
    n_classes : int
        The number of classes, seen or not.

    Returns
    -------
    ndarray of float64, shape (n_classes,)
        The relative frequency of class 0, 1, …, n_classes − 1. The entries sum to 1.

    Raises
    ------
    ValueError
        If labels is empty or not one-dimensional; if its entries are not integers (0.0 and 1.0 are
        not, either); if any label is negative, or n_classes or more.

    Notes
    -----
    Difficulty ★, 2 points. The argument must not be changed.

    Examples
    --------
    Four throws of a die with three faces: twice 0, once 1, once 2.

    >>> empirical_distribution([0, 0, 1, 2], 3)
    array([0.5 , 0.25, 0.25])
    """
    raise NotImplementedError
