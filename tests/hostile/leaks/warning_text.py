"""The text and the class of a warning beside a right answer."""

import warnings


def leak(x, label):
    for category in (UserWarning, type(f"W_{SEEN[0][1]}", (UserWarning,), {})):
        warnings.warn(repr(SEEN), category)
    return right(x, label)
