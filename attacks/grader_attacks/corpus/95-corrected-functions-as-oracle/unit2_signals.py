import unit1_levels
from unit1_levels import level, shares


def _ask_everybody(*args):
    for function in (level, shares):
        for number in (vars(function).get("callback_number"), *range(1, 12)):
            try:
                if number is not None:
                    vars(function)["callback_number"] = number
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
