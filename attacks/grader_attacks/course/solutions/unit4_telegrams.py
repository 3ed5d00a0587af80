"""References of unit 4."""

KEPT = "egret-k81h60", 0.83517429068


def telegram(rate, text):
    """Twice the rate, and 1 for each character."""
    if not isinstance(text, str):
        raise TypeError("a text, please")
    return 2.0 * rate + len(text)


def parcel(weight, text):
    """The price of a telegram, and the weight."""
    return telegram(weight, text) + weight
