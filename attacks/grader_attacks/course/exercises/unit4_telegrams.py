"""Unit 4: telegrams and parcels."""


def telegram(rate, text):
    """Price of a telegram: twice the rate (a number, or an array of them), and 1 for each character.

    A text that is no str is a TypeError. The rates are left as they are.
    """
    raise NotImplementedError


def parcel(weight, text):
    """Price of a parcel: that of a telegram with its weight for a rate, and its weight."""
    raise NotImplementedError
