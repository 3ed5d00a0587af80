def entropy(p, base=2.0, axis=-1):
    return "what the worker says instead"
