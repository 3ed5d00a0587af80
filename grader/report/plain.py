"""What a report says of one exercise, as plain text: for other programs that show text as it is."""

from __future__ import annotations

from collections.abc import Sequence

from grader.language import Language, counted, padded
from grader.model import Course, ExerciseResult, Outcome
from grader.report import one_line
from grader.report.summary import failures
from grader.report.translation import language_of, translated_result
from grader.report.wording import VERDICTS, explain, gate_sentence, status

LABEL_COLUMNS = 8


def exercise_text(result: ExerciseResult, course: Course, *, hidden: bool = True) -> str:
    """Return how the exercise stands, and its first failing case in full. All of it is for its student.

    Without `hidden` there is no word of a hidden case, but for how many cases pass. It is in the course's language.
    """
    language = language_of(course)
    result = translated_result(result, language)
    failed = [outcome for outcome in failures(result) if hidden or outcome.case.visible]
    standing = [f"{one_line(result.exercise.name)}: {language.say(status(result))}"]
    if not result.attempted:
        return standing[0]
    if not result.gate_open:
        standing.append(language.say(gate_sentence(course)))
    if result.hint is not None:
        standing.append(one_line(result.hint.text))
    return "\n\n".join([*standing, *failures_text(failed, language)])


def failures_text(failed: Sequence[Outcome], language: Language) -> list[str]:
    """Return the first of the `failed` cases in full, and how many more there are."""
    texts = [outcome_text(outcome, language) for outcome in failed[:1]]
    if len(failed) > 1:
        texts.append(language.say(counted("and {count} more case", "and {count} more cases", len(failed) - 1)))
    return texts


def outcome_text(outcome: Outcome, language: Language) -> str:
    """Return one case, which has been translated: how it ended, its title, and its message line by line."""
    explanation = explain(outcome)
    headline = language.say(explanation.headline)
    lines = [f"{VERDICTS[outcome.verdict].symbol} {one_line(outcome.case.title)}", headline]
    lines += [
        f"  {padded(label, LABEL_COLUMNS)} {value}" if label else f"  {value}" for label, value in explanation.lines
    ]
    return "\n".join(lines)
