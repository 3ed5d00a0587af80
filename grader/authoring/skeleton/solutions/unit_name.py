"""References: UNIT TITLE."""

import numpy as np


def exercise_name(x):
    """TODO(author): write the reference, short and clear."""
    raise NotImplementedError
