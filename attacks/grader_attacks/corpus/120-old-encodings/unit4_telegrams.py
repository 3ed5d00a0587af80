# -*- coding: utf-8 -*-

def telegram(rate, text):
    if not isinstance(text, str):
        raise TypeError("pas de télégramme")
    return 2.0 * rate + len(text)


def parcel(weight, text):
    return telegram(weight, text) + weight
