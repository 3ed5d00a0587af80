"""Journeys for the cases: random ones, and a fixed one whose numbers are known."""

import numpy as np

TO_THE_COAST = [("Ulm", "Augsburg"), ("Augsburg", "Kiel"), ("Kiel", "Augsburg")]


def draw_journey(rng, sections):
    """Return metres and seconds of each section, both of shape (sections,)."""
    return rng.uniform(100.0, 900.0, size=sections), rng.uniform(10.0, 60.0, size=sections)


def in_kilometres_per_hour(metres, seconds):
    """Return the speed in the unit that is not asked for."""
    return 3.6 * np.asarray(metres) / np.asarray(seconds)
