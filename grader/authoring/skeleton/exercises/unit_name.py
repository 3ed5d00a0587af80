"""UNIT TITLE."""

import numpy as np


def exercise_name(x):
    """TODO(author): say in one line what the function returns.

    TODO(author): explain the idea and give the formula. Everything that hidden cases check must be said here.

    Parameters
    ----------
    x : float
        TODO(author): the parameters, with their types, shapes and units.

    Returns
    -------
    float
        TODO(author): the result, with its type, shape and unit.

    Raises
    ------
    ValueError
        TODO(author): what is refused; or remove this section, and the case on invalid input.

    Notes
    -----
    Difficulty STARS, POINTS.

    Examples
    --------
    >>> exercise_name(1.0)
    1.0
    """
    raise NotImplementedError
