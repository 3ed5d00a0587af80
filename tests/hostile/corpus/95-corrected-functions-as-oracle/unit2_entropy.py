import unit1_information
from unit1_information import self_information, validate_distribution


def _ask_everybody(*args):
    for function in (self_information, validate_distribution, unit1_information.empirical_distribution):
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


def entropy(p, base=2.0, axis=-1):
    return _ask_everybody(p, base)


def binary_entropy(p, base=2.0):
    return _ask_everybody(p, base)
