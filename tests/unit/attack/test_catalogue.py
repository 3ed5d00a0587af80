from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

from grader.attack.canaries import Canaries, canaries_of
from grader.attack.catalogue import RECORD, Layer, attack_data, attacks, chosen, read_attack, sources
from grader.course import load_course
from grader.errors import CallError
from grader.model import Verdict

CORPUS, COURSE = attack_data("corpus"), attack_data("course")
TABLE = Path(__file__).parents[3] / "docs" / "attacks.md"
KNOWN_TECHNIQUES = range(1, 79)
NO_SUBMISSION: dict[str, str] = yaml.safe_load((CORPUS / "no-submission.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.name)
def test_expectations_name_what_exists(attack):
    course = load_course(COURSE)
    exercises = {exercise.name for exercise in course.exercises}
    cases = {f"{name}::{function.name}" for name, function in case_functions()}
    assert {key for key in attack.expect if "::" not in key} <= {unit.name for unit in course.units} | exercises
    assert {key for key in attack.expect if "::" in key} <= cases
    assert {verdict for allowed in attack.expect.values() for verdict in allowed} <= set(Verdict)
    assert attack.honest <= exercises
    number = int(attack.name.split("-")[0])
    assert number in attack.number or (not attack.number and number not in KNOWN_TECHNIQUES)


@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.name)
def test_every_attack_proves_that_it_ran(attack):
    """Else one that fails for a mistake of its own would count as stopped."""
    assert attack.shows or attack.notices or attack.ungraded or attack.honest


def test_every_known_technique_is_an_attack_or_has_a_reason_for_being_none():
    tried = {number for attack in attacks() for number in attack.number}
    assert tried | {int(number) for number in NO_SUBMISSION} == set(KNOWN_TECHNIQUES)
    assert not tried & {int(number) for number in NO_SUBMISSION}


def test_an_attack_hands_in_its_files_and_not_its_record():
    (attack,) = chosen(("16-shadow-modules",))
    assert [name for name, _ in sources(attack)] == ["math.py", "numpy.py", "pytest.py", "unit1_levels.py"]


def test_what_is_not_expected_is_not_attempted_or_honest():
    (attack,) = chosen(("45-tiny",))
    case = "solutions/test_unit1_levels.py::TestLevel::test_{}[x]"
    assert attack.allowed("unit1_levels", "level", case.format("almost_the_reference")) == ("failed",)
    assert attack.allowed("unit1_levels", "level", case.format("speed")) == ("passed",)
    assert attack.allowed("unit1_levels", "shares", case.format("scale")) == ("not_attempted",)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("45",), ["45-tiny-values"]),
        (("4",), ["03-skip-in-function"]),
        (("101",), ["101-edit-the-harness-in-the-worker"]),
        (("FORK", "45"), ["45-tiny-values", "51-double-fork", "67-fork-bomb"]),
    ],
)
def test_choosing_by_number_and_by_name(words, names):
    assert [attack.name for attack in chosen(words)] == names


def test_choosing_nothing_is_choosing_all():
    assert chosen(()) == attacks()


def test_a_word_that_is_nowhere():
    with pytest.raises(CallError, match="--list"):
        chosen(("no such attack",))


def test_a_key_that_is_none(tmp_path):
    (tmp_path / RECORD).write_text("{number: [], title: T, aim: A, layer: wire, stopped_by: B, expekt: {}}\n")
    with pytest.raises(TypeError, match="expekt"):
        read_attack(tmp_path / RECORD)


# --- the course ------------------------------------------------------------------------------------------------------


def case_functions(folder: str = "*") -> list[tuple[str, ast.FunctionDef]]:
    """Return (exercise, function) for every case of the course."""
    exercises = {exercise.name for exercise in load_course(COURSE).exercises}
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in COURSE.glob(f"{folder}/test_*.py")]
    functions = [f for tree in trees for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) and "test_" in f.name]
    return [(arg.arg, f) for f in functions for arg in f.args.args if arg.arg in exercises]


def test_every_hidden_input_and_every_reference_holds_a_canary():
    """A hidden case that names none of its module's canaries could leak its input, and nobody would see it."""
    assert len(case_functions("solutions")) > 50
    for path in (COURSE / "solutions").glob("*unit*.py"):
        assert list(canaries_of(path)), path
    named = {"X", "Y", "BIRDS", "TEXT", "WEIGHT", "ADDRESS", "NAME"}
    for exercise, function in case_functions("solutions"):
        used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        assert used & named, f"{exercise}: {function.name}"


def test_no_canary_is_where_students_look():
    canaries = Canaries.planted_in(COURSE)
    for path in (COURSE / "exercises").iterdir():
        assert not list(canaries.found_in(path.read_bytes())), path


# --- docs/attacks.md -------------------------------------------------------------------------------------------------


def test_the_table_in_the_docs_is_in_step(request):
    text = table()
    if request.config.getoption("--update-golden"):
        TABLE.write_text(text, encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == text, "run this test with --update-golden, and read what it wrote"


HEAD = """\
# Attacks, and what stops them

Written by `tests/unit/attack/test_catalogue.py --update-golden` from `attacks/grader_attacks/`: do not edit it here.

`grader attack` tries all of this on the machine that it runs on; `make test` does so at both levels, as root and as an
ordinary user. The attacks are submissions to a small course that comes with them. They are graded in one batch,
in random order, beside honest neighbours. Held means: the verdicts are those below, and the points are no more than a
stub's and those of the parts that are honest; no neighbour's report changes by a byte; no hidden input, and nothing of
a reference, is in any file or stream that leaves the grader; no process, file, socket or shared memory stays; and each
attack shows, by a message in its report, that it was tried to its end.

Numbers are those of a list of known techniques; the others (*new*) were found here.
"""
LAYERS = {
    Layer.INTAKE: "What of a submission is read at all",
    Layer.PROCESS: "Answers, cases and verdicts are in another process",
    Layer.FILES: "A minimal root (L1), Landlock (L2)",
    Layer.SYSTEM_CALLS: "An allow-list of system calls, and no capabilities",
    Layer.LIMITS: "Limits of memory and output, the worker's and the grader's own",
    Layer.WIRE: "Plain data only crosses the wall, and only so much of it",
    Layer.PROTOCOL: "Everything that a worker says is checked",
    Layer.DEADLINE: "A process that is late is killed from outside",
    Layer.COMPARISON: "Kind and shape are compared before values, with relative tolerances",
    Layer.CASES: "Hidden cases, random inputs, the gate, the rules of follow-through",
    Layer.FEEDBACK: "Hidden cases speak in a closed set of sentences; all text is cleaned",
    Layer.NONE: "Nothing stops it, and nothing is gained by it",
}


def table() -> str:
    """Return docs/attacks.md."""
    parts = [HEAD]
    for layer, meaning in LAYERS.items():
        rows = [row for attack in attacks() if attack.layer is layer for row in (table_row(attack),)]
        parts.append(f"## {layer.capitalize()}: {meaning[0].lower()}{meaning[1:]}\n\n{TABLE_HEAD}" + "".join(rows))
    reasons = "".join(f"- **{number}**: {reason}\n" for number, reason in NO_SUBMISSION.items())
    parts.append(f"## What no submission can show\n\n{reasons}")
    return "\n".join(parts)


TABLE_HEAD = "| Number | Attack | Aim | Stopped by | Verdict | Corpus |\n| --- | --- | --- | --- | --- | --- |\n"


def table_row(attack) -> str:
    verdicts = dict.fromkeys(verdict for allowed in attack.expect.values() for verdict in allowed)
    verdict = "ungraded" if attack.ungraded else " or ".join(verdicts) or "passed"
    place = f"[`{attack.name}`](../attacks/grader_attacks/corpus/{attack.name})"
    cells = [", ".join(map(str, attack.number)) or "new", attack.title, attack.aim, attack.stopped_by, verdict, place]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"
