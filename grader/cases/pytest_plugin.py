"""The students' side: `pytest exercises/` with NumPy and pytest alone.

Supplies the functions by direct import (so a debugger works), turns failures into the grader's own explanations, and
ends with a table of units and exercises. What is not attempted yet is counted, and not complained about.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest

from grader.cases.call_proxy import Call, NoAnswer, NotAttempted, Subject, local_invoke, parameters_of
from grader.cases.compare import CaseFailed
from grader.cases.feedback import (
    decides_nothing,
    explain_exception,
    explain_failure,
    explain_noise,
    explain_unusable,
    hint_lines,
)
from grader.cases.hidden import UNUSABLE, WRONG_VALUE
from grader.cases.hints import LocalHints
from grader.cases.progress import NOT_ATTEMPTED, STUB, STUBS, Graded, Progress
from grader.cases.seeds import PUBLIC_KEY, rng_for, visible_label
from grader.cases.student_files import EARLIER, StudentFiles, explain_import, place_in
from grader.cases.titles import BadTitle, case_title
from grader.cases.wording import recorded_wording, speaking
from grader.import_guard import ImportGuard
from grader.language import CODE, SOURCE, Language, joined, load_language, msg
from grader.model import NEUTRAL, Case, Group, Outcome, Verdict, Wording

MANIFEST = "course.json"
DOMAIN = "exercises"
BEHIND_BROKEN_FILE = "behind a broken file"
COUNTED_AS = {
    STUB: STUBS,
    BEHIND_BROKEN_FILE: msg("not run"),  # the failed import is explained once, with the first case that meets it
}


class FileBroken(NoAnswer):
    """The file of a unit cannot be imported; `str()` explains it."""


def add_options(parser: pytest.Parser) -> None:
    """Give pytest the option `--language`; called by the conftest.py of the exercises, and by the one above it."""
    with suppress(ValueError):  # the other one was first
        parser.addoption("--language", metavar="CODE", help="explain in this language")


def install(config: pytest.Config, folder: Path) -> None:
    """Register the plugin for the exercises in `folder`, once; called by its conftest.py, and by the one above it."""
    name = f"grader-local {folder}"
    if config.pluginmanager.has_plugin(name):
        return
    for group in Group:
        config.addinivalue_line("markers", f"{group}: a group of cases")
    language = config.getoption("--language", None)
    if language and not re.fullmatch(CODE, language):
        raise pytest.UsageError(f"--language: {language!r} is not a language code. Write it like de or pt_BR.")
    plugin = LocalPlugin.for_folder(folder, language)
    plugin.partial = any("::" in argument for argument in config.args)
    plugin.is_shown_elsewhere = hasattr(config, "workerinput")
    config.pluginmanager.register(plugin, name)
    _make_quiet(config)


def _make_quiet(config: pytest.Config) -> None:
    """Leave out what tells a beginner nothing, unless an option asks for it: versions, paths, a second list."""
    if config.option.verbose == 0:
        config.option.verbose = -1
    if config.option.reportchars == "fE":  # pytest's default
        config.option.reportchars = "N"
        if reporter := config.pluginmanager.get_plugin("terminalreporter"):  # with `pytest .` it has begun already
            reporter.reportchars = "N"


@dataclass(eq=False)  # pluggy before 1.6 keeps plugins in a set
class LocalPlugin:
    """pytest plugin for one folder of exercises."""

    folder: Path
    manifest: dict[str, Any]
    language: Language
    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)
    broken: dict[str, FileBroken] = field(default_factory=dict)  # by unit
    explained: set[str] = field(default_factory=set)  # broken units
    hints: LocalHints = field(default_factory=LocalHints)
    selected: Counter[str] = field(default_factory=Counter)  # cases to be run, by exercise
    partial: bool = False  # some cases of an exercise may not be run
    guard: ImportGuard = field(init=False)
    is_shown_elsewhere: bool = False  # this is a worker process of pytest-xdist
    wording: Wording = NEUTRAL

    def __post_init__(self) -> None:
        self.guard = self._files().guard(self.manifest)

    def _files(self) -> StudentFiles:
        return StudentFiles(self.folder, tuple(unit["name"] for unit in self.manifest["units"]))

    @classmethod
    def for_folder(cls, folder: Path, language: str | None = None) -> LocalPlugin:
        """Read the manifest and give the plugin one fixture per exercise; `language` overrides the course's."""
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        fixtures = {
            exercise["name"]: pytest.fixture(name=exercise["name"])(_subject_fixture(unit["name"], exercise["name"]))
            for unit in manifest["units"]
            for exercise in unit["exercises"]
        }
        spoken = load_language(language or manifest.get("language", SOURCE), (DOMAIN, folder / "locale"))
        hints = LocalHints.for_folder(folder)
        wording = recorded_wording(manifest)
        plugin: LocalPlugin = type("LocalPlugin", (cls,), fixtures)(
            folder, manifest, spoken, hints=hints, wording=wording
        )
        return plugin

    def pytest_configure(self, config: pytest.Config) -> None:
        """Let cases and units import what lies beside them; of two files of a name the student's own comes first."""
        if str(self.folder) not in sys.path:
            sys.path.insert(0, str(self.folder))
        if str(self.folder / EARLIER) not in sys.path:
            sys.path.append(str(self.folder / EARLIER))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Refuse from here on what the grader will refuse; what pytest's own plugins have imported stays theirs."""
        self.selected = Counter(name for item in session.items if (name := self._exercise_of(item)))
        self.guard.obey(self.guard.rule)
        self.guard.install()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Generator[None, object, object]:
        """Explain in the words of the course."""
        with speaking(self.wording):
            return (yield)

    def pytest_unconfigure(self) -> None:
        """Leave the process as it was."""
        self.guard.remove()

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.Generator:
        """Return the same numbers for everybody, so that a failure can be repeated and talked about."""
        return rng_for(PUBLIC_KEY, visible_label(request.node.nodeid))

    def subject(self, unit: str, name: str) -> Subject:
        """Return the student's function, looked up at its first call: pytest's fixtures must not raise NoAnswer."""

        def invoke(args: tuple[object, ...], kwargs: Mapping[str, object]) -> Call:
            function = self._function(unit, name)
            subject.parameters = parameters_of(function)
            return local_invoke(function, self._place_of, name=name)(args, kwargs)

        subject = Subject(name, invoke)
        return subject

    def _function(self, unit: str, name: str) -> Callable[..., object]:
        function = getattr(self._module(unit), name, None)
        if not callable(function):
            raise NotAttempted(msg("There is no function {name} in {file}.", name=name, file=f"{unit}.py"))
        return function  # type: ignore[no-any-return]

    def _place_of(self, error: BaseException) -> str:
        return place_in(self.folder, error)

    def _module(self, unit: str) -> object:
        if unit in self.broken:
            raise self.broken[unit]
        if not (self.folder / f"{unit}.py").is_file():
            raise NotAttempted(msg("There is no file {file}.", file=f"{unit}.py"))
        try:
            return importlib.import_module(unit)
        except (Exception, SystemExit) as error:
            self.broken[unit] = FileBroken(explain_import(self.folder, unit, error))
            raise self.broken[unit] from None

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Let `-k mean` find the cases of the exercise `mean`, whatever they are called."""
        if exercise := self._exercise_of(item):
            item.extra_keyword_matches.add(exercise)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
        """Replace pytest's traceback by an explanation, and note what is known of the case."""
        report = yield
        exercise = self._exercise_of(item)
        if isinstance(item, pytest.Function) and exercise and call.when == "call":
            text, report.graded = self._conclude(item, exercise, call)
            if report.graded["verdict"] != Verdict.PASSED:
                report.outcome = "failed"
                report.longrepr = text
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the outcome for the table, and add what depends on the cases that were shown before."""
        graded: Graded | None = getattr(report, "graded", None)
        if graded is None or self.is_shown_elsewhere:
            return
        exercise, verdict = graded["exercise"], Verdict(graded["verdict"])
        case = Case(report.nodeid, exercise, "", Group(graded["group"]), visible=True)
        self.outcomes.setdefault(exercise, []).append(Outcome(case, verdict, graded["note"]))
        self.selected[exercise] = graded["selected"]
        self.partial = self.partial or graded["partial"]
        if unit := graded["broken_unit"]:
            self.broken.setdefault(unit, FileBroken(report.longrepr))
            if unit in self.explained:
                graded["counted_as"] = BEHIND_BROKEN_FILE
            self.explained.add(unit)
        wrong = verdict is Verdict.FAILED
        if hint := self.hints.seen(exercise, graded["label"], graded["behaviour"], wrong_value=wrong):
            report.longrepr = f"{report.longrepr}{hint_lines(hint, self.language)}\n"

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> Generator[None, Any, Any]:
        """Count what is not attempted apart from what fails."""
        status = yield
        graded: Graded | None = getattr(report, "graded", None)
        category = graded["counted_as"] if graded else ""
        if category in COUNTED_AS:
            said = self.language.say(COUNTED_AS[category])
            return said, NOT_ATTEMPTED, said.upper()
        return ("failed", "F", "FAILED") if category == "failed" else status

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Note that the points mean nothing this time."""
        self.partial = self.partial or bool(items)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """End with the table of units and exercises."""
        if self.outcomes:
            terminalreporter.section(self.language.say(msg("your course so far")))
            for line in self.table():
                terminalreporter.write_line(line)
            terminalreporter.write_line("")

    def table(self) -> list[str]:
        """Return the lines of the table: how far each exercise is, and the points that the visible cases give."""
        units = [unit["name"] for unit in self.manifest["units"]]
        here = {name for name in units if (self.folder / f"test_{name}.py").is_file()}
        progress = Progress(self.manifest, self.language, self.outcomes, self.broken, here, partial=self._is_partial())
        return [*progress.rows(), "", *self._notes(), *map(self.language.say, progress.total())]

    def _notes(self) -> list[str]:
        """Return what is to be said once of an exercise: what is missing, and hints that became certain too late."""
        said = dict.fromkeys(o.message for outcomes in self.outcomes.values() for o in outcomes if o.message)
        hints = (
            joined("\n", [f"{name}:", hint_lines(hint, self.language), ""]) for name, hint in self.hints.late().items()
        )
        return [*said, *hints]

    def _is_partial(self) -> bool:
        """Whether some cases were left out, or did not come to an end: then points mean nothing."""
        ran = {name: len(outcomes) for name, outcomes in self.outcomes.items()}
        unfinished = (count != self.selected.get(name, count) for name, count in ran.items())
        return self.partial or any(unfinished)

    def _exercise_of(self, item: pytest.Item) -> str | None:
        names = self._exercise_names()
        return next((name for name in getattr(item, "fixturenames", ()) if name in names), None)

    def _exercise_names(self) -> list[str]:
        return [entry["name"] for unit in self.manifest["units"] for entry in unit["exercises"]]

    def _conclude(self, item: pytest.Function, exercise: str, call: pytest.CallInfo[None]) -> tuple[str, Graded]:
        """Return the text for the student, and what is known of the case."""
        error, subject = call.excinfo.value if call.excinfo else None, item.funcargs[exercise]
        assert isinstance(subject, Subject)
        note = broken_unit = behaviour = ""
        label = visible_label(item.nodeid)
        if isinstance(error, FileBroken):
            verdict, text, counted_as = Verdict.RAISED, f"{self.language.say(str(error))}\n", "failed"
            broken_unit = self._unit_of(exercise)
        elif isinstance(error, NotAttempted):
            verdict, text, counted_as = Verdict.NOT_ATTEMPTED, self.language.say(str(error)), STUB
            note = text
        else:
            verdict, explained = _explain(subject, error)
            text = self.language.say(joined("\n", [_title(item), explained, ""]))
            counted_as = "passed" if verdict is Verdict.PASSED else "failed"
            behaviour = decides_nothing(lambda: self.hints.behaviour(label, subject), "")
        graded = Graded(
            exercise=exercise,
            group=_group(item).value,
            verdict=verdict.value,
            note=note,
            counted_as=counted_as,
            broken_unit=broken_unit,
            label=label,
            behaviour=behaviour,
            selected=self.selected[exercise],
            partial=self.partial,
        )
        return text, graded

    def _unit_of(self, exercise: str) -> str:
        units = self.manifest["units"]
        return next(str(unit["name"]) for unit in units if exercise in {entry["name"] for entry in unit["exercises"]})


def _subject_fixture(unit: str, name: str) -> Callable[[LocalPlugin], Subject]:
    def subject(self: LocalPlugin) -> Subject:
        return self.subject(unit, name)

    return FunctionType(subject.__code__, subject.__globals__, name, None, subject.__closure__)


def _explain(subject: Subject, error: BaseException | None) -> tuple[Verdict, str]:
    if isinstance(error, CaseFailed):
        return Verdict.FAILED, decides_nothing(lambda: explain_failure(error, subject, visible=True), WRONG_VALUE)
    if error is not None and (raising := subject.raised(error)):
        explained = decides_nothing(lambda: explain_exception(raising, visible=True, invoke=subject.invoke), "")
        return Verdict.RAISED, explained or explain_exception(raising, visible=False)
    if isinstance(error, pytest.fail.Exception):  # of the case itself, or of pytest-timeout
        return Verdict.FAILED, str(error.msg)
    if error is not None:
        return Verdict.FAILED, decides_nothing(lambda: explain_unusable(error, subject, visible=True), UNUSABLE)
    if any(call.warnings for call in subject.calls):
        return Verdict.FAILED, explain_noise(subject.calls, visible=True)
    return Verdict.PASSED, ""


def _group(item: pytest.Function) -> Group:
    return next((Group(mark.name) for mark in item.iter_markers() if mark.name in set(Group)), Group.ANCHOR)


def _title(item: pytest.Function) -> str:
    try:
        return case_title(item)
    except BadTitle:
        return item.name
