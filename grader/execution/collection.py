"""The cases of a course, collected once per process by pytest itself, and the references they are checked against.

Only pytest's collection is used (parametrize, marks, assertion rewriting); running a case is one plain call with the
arguments it asks for, which costs a tenth of pytest's run protocol. That is why a case may ask for no other fixtures.
"""

from __future__ import annotations

import importlib.util
import inspect
import os
import shutil
import sys
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from types import MappingProxyType, ModuleType

import pytest

from grader.cases.misconceptions import Misconception
from grader.cases.titles import BadTitle, case_title
from grader.errors import CourseError
from grader.model import Case, Course, Group
from grader.private_folder import NAME, private_folder

INI_FILE = Path(__file__).with_name("pytest.ini")
GROUPS = frozenset(Group)
PROVIDED = frozenset({"rng", "reference"})
FORBIDDEN_MARKS = ("skip", "skipif", "xfail", "usefixtures")
MODULE_ROOTS = ("exercises", "solutions", "misconceptions")  # pytest names modules by their folders
PYTEST_VARIABLES = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD")
XUNIT_HOOKS = ("setup_method", "teardown_method", "setup_class", "teardown_class")

Function = Callable[..., object]


@dataclass(frozen=True, slots=True)
class GradedCase:
    """A case with the pytest function behind it."""

    case: Case
    function: Function
    parameters: Mapping[str, object]
    wants: frozenset[str]  # which of `rng` and `reference` it asks for


@dataclass(frozen=True, slots=True)
class CaseBook:
    """All cases by exercise, in file order (visible first), and the reference functions by name."""

    cases: Mapping[str, tuple[GradedCase, ...]]
    references: Mapping[str, Function]

    def __iter__(self) -> Iterator[GradedCase]:
        """Iterate over all cases, exercise by exercise."""
        return (case for cases in self.cases.values() for case in cases)


def collect_cases(course: Course, *, units: Collection[str] | None = None) -> CaseBook:
    """Collect the visible and hidden cases of `course`, or of some of its units, and all references.

    Raises CourseError with one line per fault.
    """
    collector = _Collector(course)
    with solution_modules(course) as modules:
        references = {e.name: getattr(modules[e.unit], e.name) for e in course.exercises}
        _run_pytest(course, collector, {unit.name for unit in course.units} if units is None else units)
    if collector.faults:
        raise CourseError("\n".join(collector.faults))
    by_exercise: dict[str, list[GradedCase]] = {exercise.name: [] for exercise in course.exercises}
    for graded in sorted(collector.cases, key=lambda graded: not graded.case.visible):
        by_exercise[graded.case.exercise].append(graded)
    return CaseBook(
        MappingProxyType({name: tuple(cases) for name, cases in by_exercise.items()}), MappingProxyType(references)
    )


def load_misconceptions(course: Course) -> list[tuple[Misconception, Function]]:
    """Load `solutions/misconceptions/*.py`, in course order."""
    found: list[tuple[Misconception, Function]] = []
    with solution_modules(course):
        for unit in course.units:
            path = course.root / "solutions" / "misconceptions" / unit.filename
            if path.is_file():
                module = _load_module(f"misconceptions.{unit.name}", path)
                marked = ((getattr(f, "misconception", None), f) for f in vars(module).values() if callable(f))
                found += [(m, f) for m, f in marked if isinstance(m, Misconception)]
    return found


def load_stubs(course: Course, unit: str) -> ModuleType:
    """Import what students receive as the file of `unit`; raises CourseError."""
    folder = course.root / "exercises"
    with _bytecode_apart(course), _forgetting_modules(course), _on_path(str(folder)):
        return _load_module(unit, folder / f"{unit}.py")


@contextmanager
def solution_modules(course: Course) -> Iterator[dict[str, ModuleType]]:
    """Import the references under their unit names for the length of the block, then forget them again.

    In it, what lies beside cases can be imported by name: helpers of the hidden ones from solutions/, helpers that
    students have too from exercises/. There a reference comes before the stub of the same name.
    """
    folders = _folders(course)
    with _bytecode_apart(course), _forgetting_modules(course), _on_path(*folders):
        yield {unit.name: _load_module(unit.name, Path(folders[0]) / unit.filename) for unit in course.units}


@contextmanager
def _on_path(*folders: str) -> Iterator[None]:
    sys.path[:0] = folders
    try:
        yield
    finally:
        for folder in folders:
            sys.path.remove(folder)


@contextmanager
def _bytecode_apart(course: Course) -> Iterator[None]:
    """Keep what Python compiles in the block where only a course of the same digest finds it.

    Python takes a source of the same size and second for the same source, and a reference that was mended in that
    second for the wrong one.
    """
    folder = course.root.resolve() / NAME / "bytecode" / (course.digest or "unknown")
    if not course.digest or not folder.is_dir():
        shutil.rmtree(folder.parent, ignore_errors=True)  # of courses that are no more
    with suppress(OSError):  # in a folder that cannot be written Python keeps nothing
        private_folder(course.root)
    before = sys.pycache_prefix
    sys.pycache_prefix = str(folder)
    try:
        yield
    finally:
        sys.pycache_prefix = before


@contextmanager
def _forgetting_modules(course: Course) -> Iterator[None]:
    """Hide what another course has imported under the same names, and leave nothing of this one behind."""
    hidden = _take_out_modules(course)
    try:
        yield
    finally:
        _take_out_modules(course)
        sys.modules.update(hidden)


def _folders(course: Course) -> list[str]:
    """Return where cases find what they import; absolute, as `__file__` of a module is."""
    return [str(course.root.resolve() / folder) for folder in ("solutions", "exercises")]


def _take_out_modules(course: Course) -> dict[str, ModuleType]:
    """Remove from `sys.modules` what has a name of this course or lies in its folders; return what was removed."""
    roots = {*MODULE_ROOTS, *(unit.name for unit in course.units)}
    folders = tuple(f"{folder}{os.sep}" for folder in _folders(course))
    found = {
        name: module
        for name, module in sys.modules.items()
        if name.partition(".")[0] in roots or str(getattr(module, "__file__", "")).startswith(folders)
    }
    for name in found:
        del sys.modules[name]
    return found


def _load_module(name: str, path: Path) -> ModuleType:
    if name in sys.modules:  # an earlier unit imported it
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise CourseError(f"{path}: cannot be imported: {type(error).__name__}: {error}") from error
    return module


def _run_pytest(course: Course, collector: _Collector, units: Collection[str]) -> None:
    files = [
        course.root / folder / f"test_{unit.filename}"
        for unit in course.units
        if unit.name in units
        for folder in ("exercises", "solutions")
    ]
    args = [
        f"--rootdir={course.root}",
        f"-c{INI_FILE}",
        "--import-mode=importlib",
        "--noconftest",
        "-pno:cacheprovider",
        "-q",
        *(str(path) for path in files if path.is_file()),
    ]
    output = StringIO()
    with _unconfigured_pytest(), redirect_stdout(output), redirect_stderr(output):
        status = pytest.main(args, plugins=[collector])
    if status != pytest.ExitCode.OK and not collector.faults:
        collector.faults.append(f"{course.root}: pytest could not collect the cases:\n{output.getvalue()}")


@contextmanager
def _unconfigured_pytest() -> Iterator[None]:
    """Keep the environment from choosing plugins and options: `-k` in PYTEST_ADDOPTS would drop cases silently."""
    before = {name: os.environ.pop(name) for name in PYTEST_VARIABLES if name in os.environ}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(before)


@dataclass(eq=False)  # pluggy before 1.6 keeps plugins in a set
class _Collector:
    """A pytest plugin that turns collected items into cases instead of running them."""

    course: Course
    cases: list[GradedCase] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if not report.passed:
            skipped = ", it skips itself" if report.skipped else ""
            self.faults.append(f"{report.nodeid}: cannot be collected{skipped}:\n{report.longreprtext}")

    def pytest_warning_recorded(self, warning_message: warnings.WarningMessage, nodeid: str) -> None:
        if issubclass(warning_message.category, pytest.PytestCollectionWarning):  # a class that was left out
            self.faults.append(f"{warning_message.filename}:{warning_message.lineno}: {warning_message.message}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for item in session.items:
            if isinstance(item, pytest.Function):
                self._take(item)
        self._check_titles()
        return True

    def _take(self, item: pytest.Function) -> None:
        parameters = dict(item.callspec.params) if hasattr(item, "callspec") else {}
        arguments = set(inspect.signature(item.function).parameters) - {"self"} - set(parameters)
        subjects = arguments & {exercise.name for exercise in self.course.exercises}
        groups = {mark.name for mark in item.iter_markers()} & GROUPS
        visible = item.path.parent.name == "exercises"
        faults = list(_faults(item, subjects, groups, arguments - subjects, visible))
        if faults:
            path, line, _ = item.location
            self.faults += [f"{path}:{(line or 0) + 1}: {item.name}: {fault}" for fault in faults]
            return
        case = Case(item.nodeid, subjects.pop(), case_title(item), Group(groups.pop()), visible)
        self.cases.append(GradedCase(case, item.obj, parameters, frozenset(arguments & PROVIDED)))

    def _check_titles(self) -> None:
        seen: dict[tuple[str, str], Case] = {}
        for case in (graded.case for graded in self.cases):
            other = seen.setdefault((case.exercise, case.title), case)
            if other is not case:
                self.faults.append(f'{case.name}: has the title of {other.name}: "{case.title}"')


def _faults(
    item: pytest.Function, subjects: set[str], groups: set[str], others: set[str], visible: bool
) -> Iterable[str]:
    if len(subjects) != 1:
        named = ", ".join(sorted(subjects)) or "none"
        yield f"must ask for exactly one exercise of course.yaml by name (it asks for {named})"
    if len(groups) != 1:
        named = ", ".join(sorted(groups)) or "none"
        yield f"must carry exactly one of the marks {', '.join(Group)} (it carries {named})"
    if unknown := others - PROVIDED:
        asked = ", ".join(sorted(unknown))
        yield f"asks for {asked}; a case gets its exercise, `rng`, `reference` and parameters only"
    if visible and "reference" in others:
        yield "a visible case cannot ask for `reference`, which students do not have"
    for mark in FORBIDDEN_MARKS:
        if item.get_closest_marker(mark):
            yield f"@pytest.mark.{mark} is not for graded cases: silence must never be a pass"
    try:
        case_title(item)
    except BadTitle as bad:
        yield str(bad)
    for hook in XUNIT_HOOKS:
        if item.cls is not None and hasattr(item.cls, hook):
            yield f"{item.cls.__name__}.{hook} is not called for graded cases; set up inside the case"
