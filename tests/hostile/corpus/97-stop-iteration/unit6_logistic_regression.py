def gradient_descent(grad, x0, learning_rate, n_steps):
    raise StopAsyncIteration if n_steps % 2 else StopIteration
