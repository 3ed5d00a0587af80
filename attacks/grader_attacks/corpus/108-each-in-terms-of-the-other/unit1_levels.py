def level(x, reference=1.0):
    import unit2_signals

    return unit2_signals.loudness([x], reference)
