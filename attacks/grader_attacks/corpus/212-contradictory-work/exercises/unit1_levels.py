def level(x, reference=1.0):
    return 2.0
