from __future__ import annotations

from dataclasses import replace

import pytest

from grader.model import Group, Level, Outcome, Verdict
from grader.report import wording
from grader.report.summary import Tally, by_unit, strongest_and_weakest
from tests.unit.report import samples


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.0, "0"), (3.0, "3"), (2.5, "2.5"), (13.149, "13.15"), (100.0, "100"), (-1.4, "−1.4")],
)
def test_number(value: float, text: str) -> None:
    assert wording.number(value) == text


@pytest.mark.parametrize(("share", "text"), [(0, "0 %"), (0.001, "1 %"), (0.5, "50 %"), (0.999, "99 %"), (1, "100 %")])
def test_percent(share: float, text: str) -> None:
    assert wording.percent(share) == text


def test_everything_has_words() -> None:
    assert set(wording.VERDICTS) == set(Verdict)
    assert set(wording.GROUPS) == set(wording.GROUP_MEANINGS) == set(Group)
    assert set(wording.LEVELS) == set(Level)
    assert len({said.symbol for said in wording.VERDICTS.values()}) == len(Verdict)


def test_gate_of_another_share() -> None:
    assert wording.gate_sentence(replace(samples.COURSE, gate=0.6)).startswith("Fewer than 60 % of the anchor cases")


class TestExplain:
    def outcome(self, message: str) -> Outcome:
        return Outcome(samples.cases(samples.COURSE.exercise("entropy"))[0], Verdict.FAILED, message)

    def test_headline_and_labelled_lines(self) -> None:
        explanation = wording.explain(self.outcome("Wrong.\n  call     f(1)\n  expected 2\n  so       twice as much"))
        assert explanation.headline == "Wrong."
        assert explanation.lines == (("call", "f(1)"), ("expected", "2"), ("so", "twice as much"))

    def test_other_lines_stay_whole(self) -> None:
        explanation = wording.explain(self.outcome("Wrong.\nplain words\n     deeper than a label\n\n  [1, 2]"))
        assert explanation.lines == (("", "plain words"), ("", "deeper than a label"), ("", "[1, 2]"))

    def test_no_message(self) -> None:
        assert wording.explain(self.outcome("")) == wording.Explanation("Wrong answer.", ())

    def test_lines_hidden_in_odd_separators(self) -> None:
        assert wording.explain(self.outcome("one\x0bline\x85only")).lines == ()


class TestUnitSentence:
    def test_extremes(self) -> None:
        tallies = (
            Tally(Group.ANCHOR, 2, 2),
            Tally(Group.EDGE, 0, 1),
            Tally(Group.LAW, 4, 4),
            Tally(Group.SPEED, 0, 3),
        )
        extremes = strongest_and_weakest(tallies)
        assert extremes is not None
        assert [tally.group for tally in extremes] == [Group.LAW, Group.SPEED]

    def test_all_alike(self) -> None:
        assert strongest_and_weakest((Tally(Group.ANCHOR, 1, 2), Tally(Group.LAW, 2, 4))) is None
        assert strongest_and_weakest(()) is None
        exercise = samples.COURSE.exercise("entropy")
        nothing = samples.report("x", [samples.result(exercise, [Verdict.FAILED] * 9)])
        [unit] = by_unit(nothing.exercises, samples.COURSE)
        assert wording.unit_sentence(unit) == "All groups stand alike: 0 % of the cases pass."

    def test_finished_what_was_attempted(self) -> None:
        results = [samples.all_passed()[0], samples.none_attempted()[1]]
        [unit] = by_unit(results, samples.COURSE)
        assert wording.unit_sentence(unit) == "Every case passes in what you attempted."
