"""Visible cases of unit 1: speed."""

import numpy as np
import pytest
from journeys import TO_THE_COAST, draw_journey, in_kilometres_per_hour

from grader.cases import assert_close, assert_equal


class TestSpeed:
    @pytest.mark.anchor
    def test_two_sections(self, speed):
        """100 m in 10 s and 30 m in 5 s are 10 and 6 m/s."""
        assert_close(speed(np.array([100.0, 30.0]), np.array([10.0, 5.0])), [10.0, 6.0])

    @pytest.mark.law
    def test_unit(self, speed, rng):
        """A speed in m/s is the speed in km/h divided by 3.6."""
        metres, seconds = draw_journey(rng, 4)
        assert_close(speed(metres, seconds), in_kilometres_per_hour(metres, seconds) / 3.6)


class TestTravelTime:
    @pytest.mark.anchor
    def test_a_minute(self, travel_time):
        """300 m at 5 m/s take 60 s."""
        assert_close(travel_time(300.0, 5.0), 60.0)


class TestGait:
    @pytest.mark.anchor
    def test_walking(self, gait):
        """At 1.5 m/s one walks."""
        assert_equal(gait(1.5), "Walking")


class TestLimits:
    @pytest.mark.anchor
    def test_two_roads(self, limits):
        """Two roads have two limits."""
        assert_equal(limits([("town", 50), ("country", 100)]), {"town": 50, "country": 100})


class TestTowns:
    @pytest.mark.anchor
    def test_there_and_back(self, towns):
        """A journey to the coast touches three towns."""
        assert_equal(towns(TO_THE_COAST), {"Ulm", "Augsburg", "Kiel"})
