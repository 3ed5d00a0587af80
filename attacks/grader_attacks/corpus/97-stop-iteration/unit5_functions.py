def iterate(step, start, n):
    raise StopAsyncIteration if n % 2 else StopIteration
