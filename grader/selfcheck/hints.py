"""Makes `exercises/hints.json`: what the visible cases see of each known mistake."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

import numpy as np

from grader.cases.call_proxy import Call, NoAnswer, Subject, local_invoke
from grader.cases.misconceptions import Misconception
from grader.cases.result_digest import digest
from grader.cases.seeds import PUBLIC_KEY, rng_for, visible_label
from grader.execution.collection import CaseBook, GradedCase

Function = Callable[..., object]


def hints_text(book: CaseBook, bank: Iterable[tuple[Misconception, Function]]) -> str:
    """Return what `exercises/hints.json` must hold."""
    mistakes: dict[str, list[tuple[Misconception, Function]]] = {}
    for mistake, function in bank:
        mistakes.setdefault(mistake.of, []).append((mistake, function))
    visible = {name: [graded for graded in cases if graded.case.visible] for name, cases in book.cases.items()}
    entries = {name: _entry(cases, mistakes[name]) for name, cases in visible.items() if cases and name in mistakes}
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


def _entry(cases: Sequence[GradedCase], mistakes: Iterable[tuple[Misconception, Function]]) -> dict[str, object]:
    labels = [visible_label(graded.case.name) for graded in cases]
    return {
        "cases": labels,
        "mistakes": [
            {
                "hint": mistake.hint,
                "behaviour": " ".join(
                    digest(calls_made(graded, function), salt=label)
                    for graded, label in zip(cases, labels, strict=True)
                ),
            }
            for mistake, function in mistakes
        ],
    }


def calls_made(graded: GradedCase, function: Function) -> Sequence[Call]:
    """Run a visible case on a function, as a student's own machine does; return the calls that it made."""
    name = graded.case.exercise
    subject = Subject(name, local_invoke(function, lambda error: "", name=name))
    arguments: dict[str, object] = {**graded.parameters, name: subject}
    if "rng" in graded.wants:
        arguments["rng"] = rng_for(PUBLIC_KEY, visible_label(graded.case.name))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        with suppress(Exception, NoAnswer):  # what the case makes of the answers is not asked here
            graded.function(**arguments)
    return subject.calls
