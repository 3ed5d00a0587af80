"""Hidden cases of unit 1: speed."""

import numpy as np
import pytest
from journeys import TO_THE_COAST, draw_journey

from grader.cases import assert_arguments_unchanged, assert_close, assert_equal


class TestSpeed:
    @pytest.mark.anchor
    def test_three_sections(self, speed):
        """Sections of 8, 9 and 12 m in 2, 3 and 2 s."""
        assert_close(speed(np.array([8.0, 9.0, 12.0]), np.array([2.0, 3.0, 2.0])), [4.0, 3.0, 6.0])

    @pytest.mark.law
    def test_twice_as_long(self, speed, rng):
        """Twice the distance in the same time is twice as fast."""
        metres, seconds = draw_journey(rng, 5)
        assert_close(speed(2 * metres, seconds), 2 * np.asarray(speed(metres, seconds)))

    @pytest.mark.edge
    def test_arguments_unchanged(self, speed):
        """The arguments are the same afterwards."""
        assert_close(speed(np.array([8.0]), np.array([2.0])), [4.0])
        assert_arguments_unchanged(speed)


class TestTravelTime:
    @pytest.mark.anchor
    def test_an_hour(self, travel_time):
        """36 km at 10 m/s take an hour."""
        assert_close(travel_time(36_000.0, 10.0), 3600.0)

    @pytest.mark.edge
    def test_at_rest(self, travel_time):
        """At speed 0 no distance is ever covered."""
        assert_close(travel_time(7.0, 0.0), np.inf)


class TestGait:
    @pytest.mark.anchor
    @pytest.mark.parametrize(("metres_per_second", "name"), [(0.5, "Walking"), (3.0, "Running"), (9.0, "Running")])
    def test_moving(self, gait, metres_per_second, name):
        """At {metres_per_second} m/s one is {name}."""
        assert_equal(gait(metres_per_second), name)

    @pytest.mark.edge
    @pytest.mark.parametrize(("metres_per_second", "name"), [(0.0, "Standing"), (2.0, "Walking")])
    def test_borders(self, gait, metres_per_second, name):
        """At just {metres_per_second} m/s one is {name}."""
        assert_equal(gait(metres_per_second), name)


class TestLimits:
    @pytest.mark.anchor
    def test_three_roads(self, limits):
        """Three roads have three limits."""
        roads = [("town", 50), ("country", 100), ("school", 30)]
        assert_equal(limits(roads), {"school": 30, "country": 100, "town": 50})

    @pytest.mark.edge
    def test_twice(self, limits):
        """The last limit of a road counts."""
        assert_equal(limits([("town", 50), ("town", 30)]), {"town": 30})


class TestTowns:
    @pytest.mark.anchor
    def test_one_way(self, towns):
        """One pair touches two towns."""
        assert_equal(towns([("Kiel", "Ulm")]), {"Ulm", "Kiel"})

    @pytest.mark.edge
    def test_nowhere(self, towns):
        """No journey touches no towns."""
        assert_equal(towns([]), set())

    @pytest.mark.law
    def test_the_way_back(self, towns):
        """The way back touches the same towns."""
        assert_equal(towns([(b, a) for a, b in TO_THE_COAST]), towns(TO_THE_COAST))
