def level(x, reference=1.0):
    return "a dash"
