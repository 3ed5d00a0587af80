"""The parts of the students' plugin; `tests/e2e/test_students.py` runs the whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.cases.call_proxy import NotAttempted
from grader.cases.pytest_plugin import FileBroken, LocalPlugin
from grader.cases.student_files import explain_import, place_in
from grader.model import Case, Group, Outcome, Verdict

MANIFEST: dict[str, Any] = {
    "title": "T",
    "gate": 0.5,
    "units": [
        {
            "name": "unit_of_local",
            "title": "One",
            "exercises": [
                {
                    "name": "double",
                    "points": 3,
                    "difficulty": 1,
                    "bonus": False,
                    "shares": {"anchor": 0.5, "law": 0.5},
                },
                {"name": "half", "points": 2.5, "difficulty": 2, "bonus": True, "shares": {"anchor": 1.0}},
            ],
        },
        {"name": "unit_of_local_2", "title": "Two", "exercises": []},
    ],
}


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalPlugin:
    """Return a plugin for the exercises in `tmp_path`."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "course.json").write_text(json.dumps(MANIFEST))
    for unit in ("unit_of_local", "unit_of_local_2"):
        (tmp_path / f"test_{unit}.py").touch()
    return LocalPlugin.for_folder(tmp_path)


def outcome(verdict: Verdict, group: Group = Group.ANCHOR, message: str = "") -> Outcome:
    return Outcome(Case("", "double", "", group, visible=True), verdict, message)


def write(plugin: LocalPlugin, source: str, name: str = "unit_of_local") -> None:
    (plugin.folder / f"{name}.py").write_text(source)


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(__import__("sys").modules, "unit_of_local", raising=False)


class TestSubject:
    def test_has_a_fixture_for_each_exercise_under_its_name(self, plugin: LocalPlugin) -> None:
        assert {"double", "half", "rng"} <= set(dir(plugin))

    def test_calls_the_students_function(self, plugin: LocalPlugin) -> None:
        write(plugin, "def double(x): return x + x\n")
        subject = plugin.subject("unit_of_local", "double")
        assert subject(2) == 4
        assert subject.calls[0].function == "double"

    def test_knows_the_names_of_its_parameters(self, plugin: LocalPlugin) -> None:
        write(plugin, "def double(x, y=1): return x + x\n")
        subject = plugin.subject("unit_of_local", "double")
        subject(2)
        assert subject.parameters == ("x", "y")

    def test_says_where_it_raised(self, plugin: LocalPlugin) -> None:
        write(plugin, "def inner(x):\n    return x + None\n\ndef double(x):\n    return inner(x)\n")
        subject = plugin.subject("unit_of_local", "double")
        with pytest.raises(TypeError):
            subject(1)
        assert subject.calls[0].place == "unit_of_local.py:2 in inner"

    @pytest.mark.parametrize(
        ("source", "text"),
        [
            (None, "There is no file unit_of_local.py."),
            ("x = 1", "There is no function double in unit_of_local.py."),
            ("double = 3", "There is no function double in unit_of_local.py."),
        ],
        ids=["file", "function", "no function"],
    )
    def test_missing(self, plugin: LocalPlugin, source: str | None, text: str) -> None:
        if source is not None:
            write(plugin, source)
        with pytest.raises(NotAttempted) as caught:
            plugin.subject("unit_of_local", "double")(1)
        assert str(caught.value) == text

    @pytest.mark.parametrize(
        ("source", "lines"),
        [
            (
                "x = 1\ndef double(x:\n",
                [
                    "  line 2 of unit_of_local.py",
                    "    def double(x:",
                    "              ^",
                    "SyntaxError: '(' was never closed",
                ],
            ),
            (
                "import no_such_module",
                ["  ModuleNotFoundError at unit_of_local.py:1 in <module>: No module named 'no_such_module'"],
            ),
            ("raise SystemExit(0)", ["  SystemExit at unit_of_local.py:1 in <module>: 0"]),
        ],
        ids=["syntax", "import", "exit"],
    )
    def test_broken(self, plugin: LocalPlugin, source: str, lines: list[str]) -> None:
        write(plugin, source)
        for _ in range(2):
            with pytest.raises(FileBroken) as caught:
                plugin.subject("unit_of_local", "double")(1)
            headline = "unit_of_local.py cannot be imported, so none of its functions can be tried."
            assert str(caught.value).splitlines() == [headline, *lines]


class TestTable:
    def test_rows(self, plugin: LocalPlugin) -> None:
        plugin.outcomes = {
            "double": [outcome(Verdict.PASSED), outcome(Verdict.FAILED, Group.LAW)],
            "half": [outcome(Verdict.PASSED)],
        }
        assert plugin.table() == [
            "unit_of_local: One",
            "  ✗ double  1 of 2 cases     1.50 of 3 points",
            "  ✓ half    1 of 1 case      2.50 of 2.5 bonus points",
            "",
            "4.00 of 3 points so far, by these visible cases alone.",
            "Hidden cases decide the mark: they ask more of the same functions.",
        ]

    def test_in_chinese_the_columns_stand_below_each_other(self, plugin: LocalPlugin) -> None:
        chinese = LocalPlugin.for_folder(plugin.folder, "zh")
        chinese.outcomes = {"double": [outcome(Verdict.PASSED)], "half": [outcome(Verdict.NOT_ATTEMPTED)]}
        rows = chinese.table()[1:3]
        assert rows == [
            "  ✓ double  通过 1/1 例      3.00 / 3 分",
            "  · half    未作答           0.00 / 2.5 附加分",
        ]

    def test_the_manifest_names_the_language(self, plugin: LocalPlugin) -> None:
        (plugin.folder / "course.json").write_text(json.dumps({**MANIFEST, "language": "zh"}))
        assert LocalPlugin.for_folder(plugin.folder).language.code == "zh"
        assert LocalPlugin.for_folder(plugin.folder, "en").language.code == "en"

    def test_what_is_missing_is_said_once(self, plugin: LocalPlugin) -> None:
        missing = outcome(Verdict.NOT_ATTEMPTED, message="There is no function double.")
        plugin.outcomes = {"double": [missing, missing], "half": [outcome(Verdict.NOT_ATTEMPTED)]}
        table = plugin.table()
        assert table.count("There is no function double.") == 1
        assert "  · half    not attempted    0.00 of 2.5 bonus points" in table

    def test_a_broken_file(self, plugin: LocalPlugin) -> None:
        plugin.outcomes = {"double": [outcome(Verdict.RAISED)]}
        plugin.broken = {"unit_of_local": FileBroken("text")}
        assert "  ! double  not importable   0.00 of 3 points" in plugin.table()

    def test_exercises_that_were_not_run_are_left_out_and_so_is_the_total(self, plugin: LocalPlugin) -> None:
        plugin.outcomes = {"half": [outcome(Verdict.PASSED)]}
        assert plugin.table() == [
            "unit_of_local: One",
            "  ✓ half    1 of 1 case      2.50 of 2.5 bonus points",
            "",
            "Not all cases were run this time.",
        ]

    def test_units_whose_cases_were_not_handed_out_yet_are_not_missed(self, plugin: LocalPlugin) -> None:
        later = {
            "name": "unit_of_later",
            "title": "Later",
            "exercises": [{**MANIFEST["units"][0]["exercises"][0], "name": "later"}],
        }
        plugin.manifest = {**MANIFEST, "units": [*MANIFEST["units"], later]}
        plugin.outcomes = {"double": [outcome(Verdict.NOT_ATTEMPTED)], "half": [outcome(Verdict.PASSED)]}
        assert "2.50 of 3 points so far, by these visible cases alone." in plugin.table()
        (plugin.folder / "test_unit_of_later.py").touch()
        assert plugin.table()[-1] == "Not all cases were run this time."

    def test_no_points_where_a_case_did_not_come_to_an_end(self, plugin: LocalPlugin) -> None:
        plugin.outcomes = {"half": [outcome(Verdict.PASSED)]}
        plugin.selected["half"] = 2
        assert plugin.table()[1] == "  ✓ half    1 of 1 case"

    def test_no_points_for_part_of_the_cases(self, plugin: LocalPlugin) -> None:
        plugin.outcomes = {"half": [outcome(Verdict.PASSED)]}
        plugin.partial = True
        assert plugin.table()[1] == "  ✓ half    1 of 1 case"


class TestPlaces:
    def test_only_the_students_own_files_count(self, tmp_path: Path) -> None:
        source = "def f(g): g()\n"
        namespaces: list[dict[str, object]] = []
        for name in ("unit1.py", "test_unit1.py"):
            namespaces.append({})
            exec(compile(source, tmp_path / name, "exec"), namespaces[-1])
        student, case = namespaces
        with pytest.raises(ZeroDivisionError) as caught:
            student["f"](lambda: case["f"](lambda: 1 / 0))  # type: ignore[operator]
        assert place_in(tmp_path, caught.value) == "unit1.py:1 in f"
        assert place_in(tmp_path / "elsewhere", caught.value) == ""

    def test_an_import_that_fails_in_another_of_the_students_files(self, tmp_path: Path) -> None:
        error = SyntaxError("invalid syntax", (str(tmp_path / "unit1.py"), 3, 5, "def f(:\n", 3, 6))
        lines = explain_import(tmp_path, "unit2", error).splitlines()
        assert lines[0].startswith("unit2.py cannot be imported")
        assert lines[1] == "  line 3 of unit1.py"
