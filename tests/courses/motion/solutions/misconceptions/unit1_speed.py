"""Known wrong answers to unit 1: speed."""

import numpy as np

from grader.cases import misconception


@misconception(
    "SP1",
    of="speed",
    title="In km/h",
    hint="In which unit is a speed asked for?",
    distinguishes="speed(np.array([10.0]), np.array([1.0]))",
    top=True,
)
def sp1(metres, seconds):
    return 3.6 * np.asarray(metres) / np.asarray(seconds)  # public


@misconception(
    "TT1",
    of="travel_time",
    title="Avoids the division by zero with a small number",
    hint="How long does a body at rest take?",
    distinguishes="travel_time(1.0, 0.0)",
)
def tt1(metres, speed):
    return metres / (speed or 1e-9)


@misconception(
    "GA1",
    of="gait",
    title="Small letters",
    hint="How is the first letter written?",
    distinguishes="gait(3.0)",
)
def ga1(speed):
    return "standing" if speed == 0 else "walking" if speed <= 2 else "running"


@misconception(
    "LI1",
    of="limits",
    title="The first limit of a road counts",
    hint="What if a road comes twice?",
    distinguishes="limits([('a', 1), ('a', 2)])",
)
def li1(roads):
    return dict(reversed(list(roads)))


@misconception(
    "TO1",
    of="towns",
    title="A list, with repetitions",
    hint="How often does a set hold a town?",
    distinguishes="towns([('a', 'b'), ('b', 'a')])",
)
def to1(journey):
    return [town for pair in journey for town in pair]
