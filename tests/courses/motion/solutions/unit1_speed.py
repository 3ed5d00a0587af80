"""References of unit 1: speed."""

import numpy as np


def speed(metres, seconds):
    """Return the mean speed of each section in m/s."""
    return np.asarray(metres, dtype=float) / np.asarray(seconds, dtype=float)


def travel_time(metres, speed):
    """Return the seconds that a distance takes at a speed in m/s."""
    return metres / speed if speed else float("inf")


def gait(speed):
    """Return how one moves at a speed in m/s."""
    if speed == 0:
        return "Standing"
    return "Walking" if speed <= 2 else "Running"


def limits(roads):
    """Return the speed limit in km/h by name."""
    return dict(roads)


def towns(journey):
    """Return the set of towns that a list of (from, to) pairs touches."""
    return {town for pair in journey for town in pair}
