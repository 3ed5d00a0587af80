def loudness(samples, reference=1.0):
    return "what the worker never says"
