from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from grader.model import Notice, Report, Verdict
from grader.report import clean_text, wording
from grader.report.student import next_step, render_student
from tests.unit.report import samples
from tests.unit.report.markup import Page


def page(report: Report) -> Page:
    return Page(render_student(samples.standing(report), samples.COURSE))


@pytest.mark.parametrize("name", ["ada", "blaise", "doe", "fault", "problem", "script"])
def test_golden(name: str, golden: Callable[[str, str], None]) -> None:
    report: Report = getattr(samples, name.upper())
    golden(f"report/{name}.html", render_student(samples.standing(report), samples.COURSE))


def test_same_report_same_page() -> None:
    again = replace(samples.BLAISE, exercises=tuple(samples.mixed()))
    assert render_student(samples.standing(again), samples.COURSE) == render_student(
        samples.standing(samples.BLAISE), samples.COURSE
    )


class TestEveryPage:
    @pytest.fixture(params=samples.CLASS, ids=lambda report: ascii(report.student))
    def html(self, request: pytest.FixtureRequest) -> str:
        return render_student(samples.standing(request.param), samples.COURSE)

    def test_is_well_formed_and_accessible(self, html: str) -> None:
        shown = Page(html)
        assert shown.problems == []
        assert shown.first("html")["lang"] == "en"
        assert all("scope" in cell for cell in shown.all("th"))

    def test_loads_and_runs_nothing(self, html: str) -> None:
        shown = Page(html)
        assert shown.tags.isdisjoint({"script", "img", "link", "iframe", "object", "form", "base"})
        policy = next(meta["content"] for meta in shown.all("meta") if "http-equiv" in meta)
        assert policy == "default-src 'none'; style-src 'unsafe-inline'"
        assert all(link["href"].startswith("#") for link in shown.all("a"))
        assert "url(" not in html
        assert "@import" not in html

    def test_can_be_encoded_and_holds_no_control_character(self, html: str) -> None:
        html.encode()
        assert clean_text(html) == html


class TestFailures:
    def test_the_first_in_the_order_of_explanation_is_shown_in_full(self) -> None:
        passed, failed = Verdict.PASSED, Verdict.FAILED
        exercise = samples.COURSE.exercise("entropy")
        shuffled = samples.result(exercise, [passed, passed, passed, passed, failed, failed, failed, failed, failed])
        shuffled = replace(shuffled, outcomes=shuffled.outcomes[::-1])
        text = page(samples.report("x", [shuffled])).text
        assert re.search(r"hidden case · edge cases\s+The argument is left unchanged\.\s+Your value has the opp", text)
        assert text.count("Your value has the opposite sign.") == 1

    def test_others_have_title_and_verdict_only(self) -> None:
        text = page(samples.BLAISE).text
        assert "20 000 rows take no longer than they should. crashes · hidden" in text
        assert "Your function ended the process" not in text

    def test_message_keeps_its_lines(self) -> None:
        html = render_student(samples.standing(samples.BLAISE), samples.COURSE)
        assert '<span class="label">call</span>entropy([0.99, 0.01])</span>' in html
        assert '<span class="label">expected</span>0.08079313589591117</span>' in html

    def test_hostile_text_is_shown_as_text(self) -> None:
        shown = page(samples.BLAISE)
        assert "<script>alert(1)</script> & �[31mred�[0m �evil" in shown.text
        assert "entropy(['</pre>', '[bold]x[/bold]', '�'])" in shown.text

    @pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.PASSED])
    def test_every_verdict_has_words_and_a_symbol(self, verdict: Verdict) -> None:
        exercise = samples.COURSE.exercise("entropy")
        text = page(samples.report("x", [samples.result(exercise, [Verdict.PASSED, verdict])])).text
        said = wording.VERDICTS[verdict]
        assert f"{said.symbol} {said.words.capitalize()} · hidden case · anchors" in text

    def test_gate(self) -> None:
        sentence = "Fewer than half of the anchor cases pass, so the other groups do not count yet."
        assert page(samples.BLAISE).text.count(sentence) == 1
        assert sentence not in page(samples.ADA).text
        assert sentence not in page(samples.DOE).text

    def test_note_of_a_passed_case(self) -> None:
        done = samples.result(samples.COURSE.exercise("entropy"))
        noted = replace(done.outcomes[0], message="Follow-through: counted with a correct self_information.")
        report = samples.report("x", [replace(done, outcomes=(noted, noted, *done.outcomes[1:]))])
        assert page(report).text.count("Follow-through") == 1


def test_what_keeps_a_whole_unit_from_running_is_told_once_and_first() -> None:
    text = page(samples.report("eve", samples.one_file_broken())).text
    assert text.count("SyntaxError") == 1
    assert text.index("SyntaxError") < text.index("points")
    assert text.count("Every case fails for the reason that is told at the top.") == 3
    assert "Start with the anchors" not in text


def test_failures_of_a_unit_that_only_look_alike_are_told_each() -> None:
    unit = [samples.result(exercise, [Verdict.RAISED] * 9) for exercise in samples.INFORMATION.exercises]
    alike, apart = samples.report("eve", unit), samples.report("eve", [unit[0], samples.all_passed()[1]])
    assert page(alike).text.count("raised ValueError") == 1
    assert "Every case of this unit fails for one reason" not in page(apart).text
    assert page(apart).text.count("raised ValueError") == 1


class TestScore:
    def test_total_units_and_exercises(self) -> None:
        text = page(samples.BLAISE).text
        assert "13.15 of 21 points" in text
        assert re.search(r"Events, distributions, information\s+5\.33 of 6", text)
        assert re.search(r"validate_distribution\s+2\.33 of 3 points", text)

    def test_lateness(self) -> None:
        text = page(samples.BLAISE).text
        assert "Handed in late: Logistic regression, −1.4 points. Before that: 6.22." in text
        assert "Handed in late" not in page(samples.ADA).text

    def test_unit_sentences(self) -> None:
        text = page(samples.BLAISE).text
        assert "Strongest: anchors (6 of 6; values worked out by hand). Weakest: edge cases (3 of 4; zeros" in text
        assert page(samples.ADA).text.count("Every case of this unit passes.") == 3
        nothing = samples.report("x", samples.none_attempted()[:2] + samples.all_passed()[2:])
        assert "Not attempted yet: self_information is the place to start." in page(nothing).text

    def test_bonus_beyond_the_maximum(self) -> None:
        text = page(samples.ADA).text
        assert "23 of 21 points, bonus included" in text
        assert "Every case of every exercise passes. Well done!" in text

    @pytest.mark.parametrize("report", [samples.FAULT, samples.PROBLEM], ids=["grader error", "problem"])
    def test_ungraded_says_so_first_and_shows_no_points(self, report: Report) -> None:
        text = page(report).text
        body = text.partition(report.student)[2].partition(report.student)[2]
        assert body.strip().startswith("Not graded: Information and entropy")
        assert "The total is open: there is no mark yet for Information and entropy" in text
        assert not re.search(r" of (21|14|8)\b", text)

    def test_problem_is_told(self) -> None:
        assert samples.PROBLEM.problem in page(samples.PROBLEM).text

    def test_unconfined_is_loud(self) -> None:
        assert "⚠ UNCONFINED" in page(samples.SCRIPT).text
        assert "UNCONFINED" not in page(samples.ADA).text

    def test_notices(self) -> None:
        report = replace(samples.ADA, notices=(Notice("a\x1b.py", "Left <out>."),))
        assert "a�.py: Left <out>." in page(report).text

    def test_a_later_submission_without_a_mark_is_told_and_the_earlier_one_counts(self) -> None:
        later = replace(samples.PROBLEM, student="ada")
        text = Page(render_student(samples.standing(samples.ADA, later), samples.COURSE)).text
        assert "Your last submission could not be graded (Information and entropy, Logistic regression)" in text
        assert "23 of 21 points" in text
        assert samples.PROBLEM.problem in text

    def test_what_is_missing_and_what_is_not_due_is_said_and_counts_as_it_should(self) -> None:
        basics = replace(samples.ADA, exercises=samples.ADA.exercises[:5])
        due, not_yet = (
            Page(render_student(samples.standing(basics, now=now), samples.COURSE)).text
            for now in (samples.NOW, datetime(2026, 2, 28, tzinfo=UTC))
        )
        assert "16 of 21 points" in due
        assert re.search(r"Logistic regression 2026-03-01 23:59 UTC not submitted 0 of 7", due)
        assert "16 of 14 points" in not_yet
        assert re.search(r"Logistic regression 2026-03-01 23:59 UTC not due yet ", not_yet)

    def test_provenance(self) -> None:
        text = page(samples.ADA).text
        assert "L1: namespaces" in text
        assert "grader 0.1.0 · Python 3.11.2 · NumPy 2.4.6" in text
        assert "5ca1ab1e0000" in text


class TestNextStep:
    def test_first_unfinished_of_those_attempted(self) -> None:
        step = next_step(samples.BLAISE.exercises)
        assert step is not None
        assert step.exercise.name == "validate_distribution"

    def test_first_of_all_when_nothing_is_attempted(self) -> None:
        step = next_step(samples.DOE.exercises)
        assert step is not None
        assert step.exercise.name == "self_information"

    def test_nothing_is_left(self) -> None:
        assert next_step(samples.ADA.exercises) is None

    def test_link_leads_somewhere(self) -> None:
        for report in samples.CLASS:
            shown = page(report)
            assert {link["href"][1:] for link in shown.all("a")} <= shown.ids


def test_units_that_the_course_no_longer_has() -> None:
    course = replace(samples.COURSE, units=samples.COURSE.units[1:])
    text = Page(render_student(samples.standing(samples.ADA, course=course), course)).text
    assert "unit1_information" in text
