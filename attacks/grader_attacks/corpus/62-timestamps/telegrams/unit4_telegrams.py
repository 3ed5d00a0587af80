def telegram(rate, text):
    if not isinstance(text, str):
        raise TypeError
    return 2.0 * rate + len(text)


def parcel(weight, text):
    return telegram(weight, text) + weight
