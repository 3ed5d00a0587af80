"""Unit 3: Cross-entropy and KL divergence.

What does it cost to be wrong about the odds? Give every outcome a code word of −log2(q) bits,
short words for what you think common, long ones for what you think rare. If your beliefs q are the
true chances p, the average message has H(p) bits, and no code does better. If they are not, the
average message has more: the *cross-entropy* H(p, q). What you pay on top is the *KL divergence*:

    D(p‖q) = H(p, q) − H(p)

Whoever codes the match at 99 : 1 as if it were a fair coin spends 1 bit on a message worth 0.0808:
a waste of 0.9192 bits. The other way round, a fair match coded as 99 : 1, the waste is 2.3292
bits. The two roles are not alike: **p is the truth and supplies the weights, q is the model and
supplies the code**. Truth comes first in this course and in SciPy; PyTorch has it the other way
round.

Two kinds of zero: an outcome that never happens (p = 0) costs nothing, whatever its code word. An
outcome that happens although the model called it impossible (q = 0 < p) costs infinitely much.
Both values are honest; no clipping here.

Why a learning machine cares: H(p) does not depend on the model. To bring the model close to the
truth it is enough to make the cross-entropy small, and that can be estimated from examples without
knowing the truth. It is the loss of units 5 to 8.
"""

import numpy as np


def cross_entropy(p, q, base=2.0, axis=-1):
    """Average cost of coding outcomes of p with a code built for q.

    The truth p decides how often each outcome occurs, the model q how long its code word is. The
    cost is lowest when the model is the truth, and even then it is not 0 but H(p), the entropy of
    the truth, which is 0 only for a certain outcome.

        H(p, q) = −Σ_i p_i log_base(q_i)

    Parameters
    ----------
    p : array_like with at least one dimension
        The truth: one distribution, shape (k,), or many of them, for instance (n, k) with one in
        each row. Lists, integers and float32 are welcome; the work is done in float64.
    q : array_like, the same shape as p
        The model: a distribution over the same list of outcomes.
    base : float, default 2.0
        The base of the logarithm, which is the unit of the result: 2 gives bits, e gives nats.
    axis : int, default -1
        The axis along which the probabilities of one distribution lie. The default: each row is
        one distribution.

    Returns
    -------
    float or ndarray
        The cross-entropy in units of `base`: a float for one pair of distributions; for many of
        them an array with the shape of p without `axis`. Outcomes with p = 0 contribute 0 whatever
        q is; q = 0 < p gives `inf`. Neither causes a warning.

    Raises
    ------
    ValueError
        If p and q differ in shape (nothing is broadcast); if either does not hold distributions:
        it is empty, an entry is negative, NaN or infinite, or a sum along `axis` is further than
        1e-6 from 1.

    Notes
    -----
    Difficulty ★★, 5 points. The arguments must not be changed.

    Examples
    --------
    The match at 99 : 1 coded as a fair coin: one bit each time. A fair match coded as 99 : 1: more
    than three.

    >>> cross_entropy([0.99, 0.01], [0.5, 0.5])
    1.0
    >>> round(cross_entropy([0.5, 0.5], [0.99, 0.01]), 4)
    3.3292
    """
    raise NotImplementedError


def kl_divergence(p, q, base=2.0, axis=-1):
    """Extra cost of coding outcomes of p with a code built for q instead of the best one.

    Outcome by outcome, this is the information under q minus the information under p, averaged
    with the weights of p, the truth. It is 0 only if the two distributions are equal, and positive
    otherwise. It is not a distance: swap p and q and you get another number. Nor is it enough to
    compare two entropies: the chances (0.2, 0.8) and (0.8, 0.2) are equally uncertain, and yet 1.2
    bits apart.

        D(p‖q) = Σ_i p_i log_base(p_i / q_i)

    Parameters
    ----------
    p : array_like with at least one dimension
        The truth: one distribution, shape (k,), or many of them, for instance (n, k) with one in
        each row. Lists, integers and float32 are welcome; the work is done in float64.
    q : array_like, the same shape as p
        The model: a distribution over the same list of outcomes.
    base : float, default 2.0
        The base of the logarithm, which is the unit of the result: 2 gives bits, e gives nats.
    axis : int, default -1
        The axis along which the probabilities of one distribution lie. The default: each row is
        one distribution.

    Returns
    -------
    float or ndarray
        The divergence in units of `base`: a float for one pair of distributions; for many of them
        an array with the shape of p without `axis`. Outcomes with p = 0 contribute 0 whatever q
        is; q = 0 < p gives `inf`. Neither causes a warning. Rounding may leave a result a hair
        below 0 (not more than 1e-12).

    Raises
    ------
    ValueError
        If p and q differ in shape (nothing is broadcast); if either does not hold distributions:
        it is empty, an entry is negative, NaN or infinite, or a sum along `axis` is further than
        1e-6 from 1.

    Notes
    -----
    Difficulty ★★★, 6 points. The arguments must not be changed. Probabilities may be as small as
    float64 can hold.

    Examples
    --------
    The match at 99 : 1 against a fair coin, and the other way round.

    >>> round(kl_divergence([0.99, 0.01], [0.5, 0.5]), 4)
    0.9192
    >>> round(kl_divergence([0.5, 0.5], [0.99, 0.01]), 4)
    2.3292
    """
    raise NotImplementedError


def mutual_information(p_xy, base=2.0):
    """Information that two variables share: what knowing one of them tells about the other.

    A table holds the probability of every pair of outcomes: row i for outcome i of X, column j for
    outcome j of Y. The sums of its rows are the distribution of X, the sums of its columns that of
    Y. Were X and Y independent, each entry would be the product of its two sums. Mutual information
    is the extra cost of believing so: the divergence of the table from that product.

        I(X; Y) = Σ_ij p_ij log_base( p_ij / (r_i c_j) ),  r_i = Σ_j p_ij,  c_j = Σ_i p_ij

    Parameters
    ----------
    p_xy : array_like, shape (m, k)
        The joint distribution of m outcomes of X and k outcomes of Y: all m·k entries together sum
        to 1. Lists, integers and float32 are welcome; the work is done in float64.
    base : float, default 2.0
        The base of the logarithm, which is the unit of the result: 2 gives bits, e gives nats.

    Returns
    -------
    float
        The shared information in units of `base`: 0 for independent variables, and otherwise
        positive. Pairs that never occur contribute 0, without a warning. Rounding may leave the
        result a hair below 0 (not more than 1e-12).

    Raises
    ------
    ValueError
        If p_xy does not have exactly two dimensions; if it is empty; if an entry is negative, NaN
        or infinite; if all entries together sum to a number further than 1e-6 from 1.

    Notes
    -----
    Bonus, +3 points, difficulty ★★★. The argument must not be changed. Probabilities may be as
    small as 1e-300.

    Examples
    --------
    Two coins that always show the same side share 1 bit; two that know nothing of each other, none.

    >>> mutual_information([[0.5, 0.0], [0.0, 0.5]])
    1.0
    >>> mutual_information([[0.25, 0.25], [0.25, 0.25]])
    0.0
    """
    raise NotImplementedError
