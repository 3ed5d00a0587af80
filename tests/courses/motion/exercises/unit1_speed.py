"""Unit 1: Speed."""


def speed(metres, seconds):
    """Return the mean speed of each section in m/s, an array of the shape of `metres`."""
    raise NotImplementedError


def travel_time(metres, speed):
    """Return the seconds that a distance takes at a speed in m/s; at speed 0 it takes inf."""
    raise NotImplementedError


def gait(speed):
    """Return "Standing" at 0 m/s, "Walking" up to 2 m/s, and "Running" above."""
    raise NotImplementedError


def limits(roads):
    """Return the speed limit in km/h by name, as a dict, of (name, limit) pairs; the last pair of a name counts."""
    raise NotImplementedError


def towns(journey):
    """Return the set of towns that a list of (from, to) pairs touches."""
    raise NotImplementedError
