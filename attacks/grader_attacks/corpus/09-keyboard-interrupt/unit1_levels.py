def level(x, reference=1.0):
    raise KeyboardInterrupt


def shares(values):
    raise (GeneratorExit, type("CancelledError", (BaseException,), {}))[len(values) % 2]
