"""Unit 4. Bridge: least squares and maximum likelihood.

Cross-entropy has two elder siblings, and at first sight they are strangers. *Least squares* is for
numbers: predict, compare with what was measured, square the differences, take their mean, make it
small. *Maximum likelihood* asks how probable the model would have called what was seen, and makes
that large.

Likelihoods of independent observations multiply, and the logarithm turns the product into a sum.
Its base does not matter for the best model; but there is no way without it, because the probability
of 1075 tosses of a coin, 0.5 ** 1075, is 0 in a computer.

The three are one family, and you can check it with the functions below. Let measurements scatter
around the predictions like a bell curve: then the log-likelihood is a constant minus n/2 times the
mean squared error, so the least squares are the most likely model. Let the observations be heads or
tails: then −1/n times the log-likelihood is the cross-entropy of unit 3, in nats, of the observed
shares with the model. What is most likely has the smallest cross-entropy, and the cat detector of
units 5 and 6 is trained by nothing else.

From here on everything is in nats (natural logarithm), as in scikit-learn and PyTorch, and there is
no `base` to choose. Log-likelihoods are sums over the n observations; losses, such as the mean
squared error, are means. What was observed comes first, as in scikit-learn; PyTorch has it the
other way round.
"""

import numpy as np


def mean_squared_error(y_true, y_pred):
    """Return the mean of the squared differences between what is true and what was predicted.

    Too high or too low makes no difference, and one miss by 4 costs as much as sixteen misses by 1.
    Some books put a factor 1/2 in front, which makes the derivative look nicer. This course does
    not.

        MSE = (1/n) Σ_j (y_j − ŷ_j)²

    Parameters
    ----------
    y_true : array_like, shape (n,)
        The measured values. Lists, integers and float32 are welcome, and so are the pixels of a
        picture (uint8): the work is done in float64, where 0 − 200 is not 56.
    y_pred : array_like, shape (n,)
        The predicted values ŷ.

    Returns
    -------
    float
        The mean over the n examples, in the square of the unit of y.

    Raises
    ------
    ValueError
        If the two shapes differ ((n, 1) against (n,) differs, too; nothing is broadcast), or if
        there are no examples at all.

    Notes
    -----
    Difficulty ★, 2 points. No argument may be changed.

    Only the differences count, and they keep their digits also where the values themselves are
    large, such as 100 000 000 and 100 000 001.

    Examples
    --------
    Four predictions, off by 1, 0, 2 and 0:

    >>> mean_squared_error([3, 5, 4, 0], [2, 5, 6, 0])
    1.25
    """
    raise NotImplementedError


def mse_gradient(X, y, w, b):
    """Return the gradient of the mean squared error of a linear model with respect to w and b.

    The model predicts with a weighted sum of the features plus an intercept. Entry i of `dw` says
    how fast the error rises with weight i; `db` says the same of the intercept. Where the error is
    least, all of them are 0.

        L(w, b) = (1/n) Σ_j (ŷ_j − y_j)²,    ŷ_j = w · x_j + b

        dw_i = ∂L/∂w_i,    db = ∂L/∂b

    Differentiate the square of one example by hand, chain rule and all, and take the mean. Then
    write the mean as one product of a matrix and a vector.

    Parameters
    ----------
    X : array_like, shape (n, d)
        n examples, one in a row, with d features each.
    y : array_like, shape (n,)
        The measured values.
    w : array_like, shape (d,)
        One weight per feature.
    b : float
        The intercept.

    Returns
    -------
    dw : numpy.ndarray, shape (d,)
        Gradient with respect to the weights.
    db : float
        Derivative with respect to the intercept.

    Raises
    ------
    ValueError
        If `X` is not two-dimensional; if `y` does not have the shape (n,), so also for a column
        (n, 1); if `w` does not have the shape (d,): one weight per column of `X`; if there are no examples.

    Notes
    -----
    Difficulty ★★, 4 points. No argument may be changed; lists and integers are welcome.

    Examples
    --------
    With weight and intercept 0 both predictions are 0, and too low: the error falls as they rise,
    and the gradient is negative.

    >>> dw, db = mse_gradient([[1.0], [2.0]], [1.0, 3.0], [0.0], 0.0)
    >>> dw
    array([-7.])
    >>> db
    -4.0
    """
    raise NotImplementedError


def fit_least_squares(X, y):
    """Find the weights and the intercept with the least mean squared error.

    A linear model is the rare case in which nobody needs to walk downhill: setting the gradient to
    0 gives linear equations, and NumPy can solve them. What the model cannot explain, the residual
    y − ŷ, then has nothing left in common with any feature, and its mean is 0.

        (w, b) = arg min (1/n) Σ_j (w · x_j + b − y_j)²

    Parameters
    ----------
    X : array_like, shape (n, d)
        n examples, one in a row, with d features each.
    y : array_like, shape (n,)
        The measured values.

    Returns
    -------
    w : numpy.ndarray, shape (d,)
        One weight per feature.
    b : float
        The intercept: the line need not pass through the origin.

    Raises
    ------
    ValueError
        If `X` is not two-dimensional; if `y` does not have the shape (n,), so also for a column
        (n, 1); if there are no examples.

    Notes
    -----
    Difficulty ★★, 3 points. No argument may be changed; lists and integers are welcome.

    The best weights need not be unique: two features may say the same, one may be the same for all
    examples, or there may be fewer examples than features. Any best answer will do then. A matrix
    that has no inverse is no excuse, and features far from 0 must not cost digits, such as the
    years from 1990 to 2020, or the day numbers of astronomers, now about 2 460 000. `numpy.linalg`
    offers more than `inv`.

    Examples
    --------
    Three points on the line y = 2x + 1:

    >>> w, b = fit_least_squares([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0])
    >>> w.round(6)
    array([2.])
    >>> round(b, 6)
    1.0
    """
    raise NotImplementedError


def bernoulli_log_likelihood(y, p):
    """Return the log-probability of a sequence of ones and zeros, in nats.

    A coin shows heads (1) with probability p. How probable is just this sequence? Each head
    contributes a factor p, each tail a factor 1 − p. Take the logarithm of each factor and add;
    the product itself is far too small for a computer. The coin that makes the sequence most
    probable is the one whose p is the share of heads seen.

        ln L = Σ_j [ y_j ln p_j + (1 − y_j) ln(1 − p_j) ]

    As in unit 2, 0 · ln 0 counts as 0: what was certain and did happen costs nothing. An
    observation that the model calls impossible makes the whole sequence impossible: −inf.

    Parameters
    ----------
    y : array_like, shape (n,)
        The observations, each of them 0 or 1 and nothing between.
    p : float or array_like, shape (n,)
        The probability of a 1: one for all observations, or one for each.

    Returns
    -------
    float
        The sum over the n observations, in nats; never above 0, possibly `-inf`. No warning is
        emitted.

    Raises
    ------
    ValueError
        If an observation is neither 0 nor 1 (NaN is neither); if any entry of `p` lies outside
        [0, 1] or is NaN; if `p` is neither one number nor of the shape of `y`.

    Notes
    -----
    Difficulty ★★, 4 points. No argument may be changed. Right for thousands of observations, and
    for probabilities as small as 1e-300.

    Examples
    --------
    Three heads and a tail, from a coin with p = 3/4, and from a fair one:

    >>> round(bernoulli_log_likelihood([1, 0, 1, 1], 0.75), 4)
    -2.2493
    >>> round(bernoulli_log_likelihood([1, 0, 1, 1], 0.5), 4)
    -2.7726
    """
    raise NotImplementedError


def gaussian_log_likelihood(y, mu, sigma=1.0):
    """Return the log-density of measurements that scatter around mu like a bell curve, in nats.

    Measure, and what you get is mu plus an error; small errors are common, errors of many times
    sigma almost never seen. The density of one measurement is that of the normal distribution, and
    the logarithms of the densities of all n are added up. Look at what is left of the formula when
    sigma is fixed, and you find the mean squared error.

        ln L = Σ_j [ −½ ln(2π σ²) − (y_j − μ_j)² / (2σ²) ]

    Parameters
    ----------
    y : array_like, shape (n,)
        The measurements.
    mu : float or array_like, shape (n,)
        What is expected: one value for all measurements, or one for each.
    sigma : float, default 1.0
        The standard deviation of the errors, in the unit of y. (The variance is its square.)

    Returns
    -------
    float
        The sum over the n measurements, in nats. A density is no probability, so it may be
        positive.

    Raises
    ------
    ValueError
        If `sigma` is 0, negative or NaN; if `mu` is neither one number nor of the shape of `y`.

    Notes
    -----
    Difficulty ★★, 3 points. No argument may be changed; lists and integers are welcome.

    Right also where the density itself is 0 in a computer, and for a sigma as small as 1e-200,
    whose square is.

    Examples
    --------
    Two measurements that hit exactly, and one that is half a standard deviation off:

    >>> round(gaussian_log_likelihood([0.0, 0.0], 0.0), 4)
    -1.8379
    >>> round(gaussian_log_likelihood([1.0], 0.0, sigma=2.0), 4)
    -1.7371
    """
    raise NotImplementedError


def change_base(value, from_base, to_base):
    """Convert an amount of information from one unit into another.

    Units 1 to 3 count in bits, the units from here on in nats. Both measure the same thing, as
    metres and feet do, and one factor leads from one to the other. Everything that is proportional
    to information takes the same factor: a loss, its gradient, and with it the step that gradient
    descent makes.

        log_to(x) = log_from(x) · ln(from) / ln(to)

    Parameters
    ----------
    value : float or array_like of any shape
        Amounts in units of `from_base`; also negative or infinite ones.
    from_base : float
        The base of the logarithm that `value` was computed with: 2 for bits, e for nats.
    to_base : float
        The base of the logarithm whose unit is wanted.

    Returns
    -------
    float or numpy.ndarray
        The same amounts in units of `to_base`: a float for a number, else an array of the same
        shape.

    Raises
    ------
    ValueError
        If either base is 0, negative or 1.

    Notes
    -----
    Bonus, +1 point, difficulty ★. The argument may not be changed.

    Examples
    --------
    One nat, in bits:

    >>> round(change_base(1.0, np.e, 2.0), 4)
    1.4427
    """
    raise NotImplementedError
