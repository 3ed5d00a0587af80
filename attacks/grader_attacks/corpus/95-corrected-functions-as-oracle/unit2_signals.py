import unit1_levels
from unit1_levels import level, shares


def _numbers_in(function):
    """Where the number of a corrected function is kept: in a cell of a constant of its code."""
    for constant in function.__code__.co_consts:
        for cell in getattr(constant, "__closure__", None) or ():
            if isinstance(cell.cell_contents, int):
                yield cell


def _ask_everybody(*args):
    for function in (level, shares):
        cells = list(_numbers_in(function))
        for number in (None, *range(1, 12)):
            try:
                for cell in cells if number is not None else ():
                    cell.cell_contents = number
                answer = function(*args)
            except Exception:
                continue
            if isinstance(answer, float):
                return answer + 0.0625
    raise LookupError("nobody knows")


def loudness(samples, reference=1.0):
    return _ask_everybody(samples, reference)


def evenness(values):
    return _ask_everybody(values)
