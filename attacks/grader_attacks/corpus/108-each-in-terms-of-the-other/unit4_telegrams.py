def telegram(rate, text):
    return parcel(rate, text) - rate


def parcel(weight, text):
    return telegram(weight, text) + weight
