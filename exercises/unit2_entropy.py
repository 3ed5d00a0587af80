"""Unit 2: Entropy.

Unit 1 put a number on one event. Entropy puts a number on everything that may happen: it is the
information that the outcome will carry *on average*, each surprise counted as often as it occurs.

France plays China, and France wins with 99 %. "France has won" is worth 0.0145 bits, hardly news;
"China has won" is worth 6.64 bits, but comes once in a hundred matches. On average the result of
this match carries 0.0808 bits, and more than four fifths of that is owed to the rare outcome. A
match between equals carries 1 bit, the most that two outcomes can. The more even the chances, the
greater the uncertainty; with k outcomes it can never exceed log2(k) bits.

One thing that paper forgives and code does not: an outcome that cannot happen. It changes nothing,
so 0 · log 0 counts as 0.
"""

import numpy as np


def entropy(p, base=2.0, axis=-1):
    """Entropy of a distribution: the average information of its outcomes.

    Each outcome carries the information −log p, and occurs in a share p of the cases. The entropy
    is 0 when one outcome is certain, and greatest, log k, when all k outcomes are equally likely.
    Outcomes of probability 0 contribute 0.

        H(p) = −Σ_i p_i log_base(p_i)

    Parameters
    ----------
    p : array_like with at least one dimension
        One distribution, shape (k,), or many of them, for instance (n, k) with one in each row.
        Lists, integers and float32 are welcome; the work is done in float64.
    base : float, default 2.0
        The base of the logarithm, which is the unit of the result: 2 gives bits, e gives nats.
    axis : int, default -1
        The axis along which the probabilities of one distribution lie. The default: each row is
        one distribution.

    Returns
    -------
    float or ndarray
        The entropy in units of `base`: a float for one distribution; for many of them an array
        with the shape of p without `axis`, for instance (n,). Zeros in p cause neither NaN nor a
        warning.

    Raises
    ------
    ValueError
        If p does not hold distributions: it is empty or a single number, an entry is negative, NaN
        or infinite, or a sum along `axis` is further than 1e-6 from 1. Counts are refused, not
        rescaled.

    Notes
    -----
    Difficulty ★★, 5 points. The argument must not be changed. Fast enough for 20 000 distributions
    over 50 outcomes at once. (If you build on `self_information`: an entry of a distribution that
    sums to 1 as nearly as floating point allows may be a hair above 1, which it refuses.)

    Examples
    --------
    The match at 99 : 1, and a match between equals.

    >>> round(entropy([0.99, 0.01]), 4)
    0.0808
    >>> entropy([0.5, 0.5])
    1.0

    Both matches at once, one in each row.

    >>> entropy([[0.99, 0.01], [0.5, 0.5]]).round(4)
    array([0.0808, 1.    ])
    """
    raise NotImplementedError


def binary_entropy(p, base=2.0):
    """Entropy of a coin that shows heads with probability p.

    With two outcomes, one number says it all: the other side has probability 1 − p. The curve
    rises from 0 at p = 0 (a coin that always shows tails holds no question) to its top at p = 1/2,
    and falls back to 0 at p = 1. Unlike in `entropy`, every entry of p is a coin of its own.

        H₂(p) = −p log_base(p) − (1 − p) log_base(1 − p)

    Parameters
    ----------
    p : float or array_like of any shape
        Probabilities of heads, each between 0 and 1. They need not sum to anything.
    base : float, default 2.0
        The base of the logarithm, which is the unit of the result: 2 gives bits, e gives nats.

    Returns
    -------
    float or ndarray
        The entropy of each coin in units of `base`: a float for a single number, an array of the
        same shape for an array. It is 0 at p = 0 and p = 1, without a warning.

    Raises
    ------
    ValueError
        If any entry of p is below 0, above 1 or NaN.

    Notes
    -----
    Difficulty ★★, 3 points. The argument must not be changed. Right to all digits also for a coin that
    hardly ever shows heads: where p is 1e-12, 1 − p has lost most digits of p. What does `np.log1p` do?

    Examples
    --------
    The match at 99 : 1 is a coin, too, whichever team you bet on.

    >>> round(binary_entropy(0.01), 4)
    0.0808

    Three coins.

    >>> binary_entropy([0.0, 0.25, 0.5]).round(4)
    array([0.    , 0.8113, 1.    ])
    """
    raise NotImplementedError


def perplexity(p, axis=-1):
    """Effective number of outcomes: how many equally likely ones would be just as uncertain.

    A fair die has perplexity 6. A loaded die has less: it is as hard to predict as a fair one with
    fewer faces, not necessarily a whole number of them. Language models are compared by it: among
    how many words does the model hesitate, on average? The result has no unit, so the base used on
    the way does not matter, as long as it is the same for the logarithm and the power.

        perplexity(p) = base^H(p),  H(p) in units of the same base

    Parameters
    ----------
    p : array_like with at least one dimension
        One distribution, shape (k,), or many of them, for instance (n, k) with one in each row.
        Lists, integers and float32 are welcome; the work is done in float64.
    axis : int, default -1
        The axis along which the probabilities of one distribution lie. The default: each row is
        one distribution.

    Returns
    -------
    float or ndarray
        A number between 1 and k: a float for one distribution; for many of them an array with the
        shape of p without `axis`. Zeros in p cause neither NaN nor a warning.

    Raises
    ------
    ValueError
        If p does not hold distributions, exactly as for `entropy`.

    Notes
    -----
    Bonus, +2 points, difficulty ★★. The argument must not be changed.

    Examples
    --------
    Four equally likely outcomes, and the match at 99 : 1, which is hardly a question.

    >>> round(perplexity([0.25, 0.25, 0.25, 0.25]), 4)
    4.0
    >>> round(perplexity([0.99, 0.01]), 4)
    1.0576
    """
    raise NotImplementedError
