"""Unit 6. Logistic regression: let the computer find the weights.

Unit 5 turned a score into a probability and a probability into a loss. Here the score comes from
the picture: each of the d features (a pixel, say) has a weight, and the weighted sum plus an
intercept is the score,

    z = w · x + b,    p = σ(z),    L(w, b) = mean of the binary cross-entropies, in nats.

The weights are found by gradient descent. Start anywhere; the gradient of L with respect to w and b
(to the parameters, not to the data) points uphill; take a small step the other way; repeat. This is
how neural networks learn, and logistic regression is the smallest of them: one neuron.

A gradient derived on paper can be wrong, and a wrong gradient often still learns, only worse. So
you also write the tool that checks it: `numerical_gradient` asks the loss itself how it changes.
Use it on your `logistic_gradient`.

Pictures are rows, as in scikit-learn: `X` has shape (n, d), `y` has shape (n,), `w` has shape (d,),
and `b` is a float. You may build on your earlier functions, for example with
`from unit5_cat_or_not import sigmoid`.
"""

import numpy as np


def predict_proba(X, w, b):
    """Return the model's probability of "cat" for every picture.

    The score of a picture is the weighted sum of its features plus the intercept b, which is the
    score of a picture whose features are all 0. The sigmoid makes it a probability.

        p_j = σ(w · x_j + b)

    Parameters
    ----------
    X : array_like, shape (n, d)
        n pictures, one in a row, with d features each.
    w : array_like, shape (d,)
        One weight per feature.
    b : float
        The intercept.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Probabilities, computed in float64; without a warning even for scores of ±1000.

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
    One picture with two features; its score is 0.5 · 1 − 0.25 · 2 + 1 = 1:

    >>> predict_proba([[1.0, 2.0]], [0.5, -0.25], 1.0)
    array([0.73105858])
    """
    raise NotImplementedError


def logistic_gradient(X, y, w, b):
    """Return the gradient of the mean binary cross-entropy with respect to w and b.

    Entry i of `dw` says how fast the loss rises, in nats, per unit of weight i; `db` says the same
    of the intercept. At the best weights all of them are 0.

        L(w, b) = (1/n) Σ_j −[ y_j ln p_j + (1 − y_j) ln(1 − p_j) ],    p_j = σ(w · x_j + b)

        dw_i = ∂L/∂w_i,    db = ∂L/∂b

    Take a pencil and apply the chain rule to one picture: the loss depends on p, p on the score,
    the score on w_i. Something cancels. Then take the mean over the pictures, and write that as one
    product of a matrix and a vector.

    Parameters
    ----------
    X : array_like, shape (n, d)
        n pictures, one in a row, with d features each.
    y : array_like, shape (n,)
        Labels: 1 for cat, 0 for not a cat, or soft labels between.
    w : array_like, shape (d,)
        One weight per feature.
    b : float
        The intercept.

    Returns
    -------
    dw : numpy.ndarray, shape (d,)
        Gradient with respect to the weights, in nats per unit of weight.
    db : float
        Derivative with respect to the intercept, in nats per unit of intercept.

    Raises
    ------
    ValueError
        If `y` does not have the shape (n,), so also for a column (n, 1); if there are no pictures;
        if `X` or `w` has a shape that `predict_proba` refuses.

    Notes
    -----
    Difficulty ★★★, 7 points. No argument may be changed. 40 000 pictures with 4 features should
    take a few hundredths of a second: no loop over pictures.

    Examples
    --------
    Two cats. With all weights 0 the model says 0.5 to both, which is too little, so the loss falls
    as the weights rise, and the gradient is negative:

    >>> dw, db = logistic_gradient([[1.0, 2.0], [3.0, 4.0]], [1, 1], [0.0, 0.0], 0.0)
    >>> dw
    array([-1. , -1.5])
    >>> db
    -0.5
    """
    raise NotImplementedError


def numerical_gradient(f, x, h=1e-5):
    """Return the gradient of a function at a point, measured by trying nearby points.

    Nudge one coordinate up by h and down by h while all others stay, and see how the value of f
    changes. Looking to both sides makes the error shrink with h², not with h. A much smaller h is
    no better: then rounding takes over.

        ∂f/∂x_i ≈ ( f(x + h e_i) − f(x − h e_i) ) / (2h),    e_i = the unit vector of coordinate i

    Parameters
    ----------
    f : callable
        A function of one array of the shape of `x` that returns a number.
    x : array_like
        The point, of any shape (a vector, a matrix, …); ints and lists are welcome.
    h : float, default 1e-5
        The size of the nudge.

    Returns
    -------
    numpy.ndarray
        The partial derivatives, float64, in the shape of `x`. Their unit is that of f per unit of
        x.

    Notes
    -----
    Difficulty ★★, 4 points. The nudged points are float64, also for an `x` of ints. `x` itself may
    not be changed. f may be expensive: call it exactly twice per coordinate.

    To check a gradient that you derived on paper, compare at a point that is not special (not all
    weights 0): for a smooth loss and h = 1e-5 the two should agree to about six digits or more.

    Examples
    --------
    >>> gradient = numerical_gradient(lambda v: v[0] ** 2 + v[1] ** 2, [3, 4])
    >>> gradient.round(6)
    array([6., 8.])
    """
    raise NotImplementedError


def gradient_descent(grad, x0, learning_rate, n_steps):
    """Return every point of a walk that steps against the gradient.

    The gradient points uphill, so each step goes the other way. How far it goes depends on the
    slope and on the learning rate η: too small, and the walk takes forever; too large, and it jumps
    over the valley and climbs.

        x_{k+1} = x_k − η · grad(x_k)

    Parameters
    ----------
    grad : callable
        The gradient of the function to be minimised: takes a point, returns an array of the same
        shape.
    x0 : array_like
        Where the walk starts; any shape, ints and lists are welcome.
    learning_rate : float
        The factor η.
    n_steps : int
        The number of steps, 0 or more.

    Returns
    -------
    numpy.ndarray, shape (n_steps + 1, *shape of x0)
        The trajectory in float64: row 0 is the start, row k the point after k steps.

    Notes
    -----
    Difficulty ★★, 4 points. `x0` may not be changed. `grad` is called exactly once per step, at the
    point where the step starts; that point is float64, also for an `x0` of ints.

    Examples
    --------
    Down the parabola x², whose gradient is 2x:

    >>> gradient_descent(lambda x: 2 * x, [1.0], 0.1, 3)
    array([[1.   ],
           [0.8  ],
           [0.64 ],
           [0.512]])
    """
    raise NotImplementedError
