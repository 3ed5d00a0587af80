"""What a report says of one exercise, as plain text: for other programs that show text as it is."""

from __future__ import annotations

from collections.abc import Sequence

from grader.model import Course, ExerciseResult, Outcome
from grader.report import one_line
from grader.report.summary import failures
from grader.report.wording import VERDICTS, explain, gate_sentence, plural, status


def exercise_text(result: ExerciseResult, course: Course, *, hidden: bool = True) -> str:
    """Return how the exercise stands, and its first failing case in full. All of it is for its student.

    Without `hidden` there is no word of a hidden case, but for how many cases pass.
    """
    failed = [outcome for outcome in failures(result) if hidden or outcome.case.visible]
    standing = [f"{one_line(result.exercise.name)}: {status(result)}"]
    if not result.attempted:
        return standing[0]
    if not result.gate_open:
        standing.append(gate_sentence(course))
    if result.hint is not None:
        standing.append(one_line(result.hint.text))
    return "\n\n".join([*standing, *failures_text(failed)])


def failures_text(failed: Sequence[Outcome]) -> list[str]:
    """Return the first of the `failed` cases in full, and how many more there are."""
    more = len(failed) - 1
    return [*map(outcome_text, failed[:1]), *([f"and {plural(more, 'more case')}"] if more > 0 else [])]


def outcome_text(outcome: Outcome) -> str:
    """Return one case: how it ended, its title, and its message line by line."""
    explanation = explain(outcome)
    lines = [f"{VERDICTS[outcome.verdict].symbol} {one_line(outcome.case.title)}", explanation.headline]
    lines += [f"  {label:<8} {value}" if label else f"  {value}" for label, value in explanation.lines]
    return "\n".join(lines)
