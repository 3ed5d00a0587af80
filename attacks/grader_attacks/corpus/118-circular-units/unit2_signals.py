import sys

from exercises import unit1_levels

loudness = getattr(unit1_levels, "level", None)


def evenness(values):
    for name in [name for name in sys.modules if name.startswith(("exercises", "unit"))]:
        del sys.modules[name]
    return unit1_levels.level(values)
