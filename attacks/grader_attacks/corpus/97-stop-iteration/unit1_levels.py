def level(x, reference=1.0):
    raise StopIteration(16.0)
