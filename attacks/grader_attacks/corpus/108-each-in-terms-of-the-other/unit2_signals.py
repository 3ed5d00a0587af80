def loudness(samples, reference=1.0):
    import unit1_levels

    return unit1_levels.level(samples[0], reference)
