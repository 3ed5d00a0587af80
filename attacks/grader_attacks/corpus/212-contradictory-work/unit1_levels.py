def level(x, reference=1.0):
    return 1.0
