"""What this machine can confine, and what to do where it cannot."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from grader import __version__
from grader.doctor.diagnosis import Diagnosis
from grader.doctor.facts import Facts, read_facts
from grader.doctor.obstacles import advice, advice_elsewhere
from grader.errors import MachineError
from grader.model import Level, Limits
from grader.process_pool import usable_cores
from grader.safe_python import RELATIVE_AT_START
from grader.sandbox.client import Sandbox

OWN_MIB = 200  # of a process that grades and its sandbox, without what students take; measured: 154, at L1

MEANINGS = {
    Level.L1: "a root with a copy of Python's and NumPy's files only, no network, no other processes; and what L2 has",
    Level.L2: "no files but Python's, a system-call filter, limits; stat() still shows which files exist",
}


def diagnose_machine() -> Iterator[Diagnosis]:
    """Look at this machine: versions, cores, memory, and both levels of the sandbox."""
    facts = read_facts()
    versions = f"grader {__version__}, Python {platform.python_version()}, NumPy {np.__version__}"
    yield Diagnosis("versions", sys.version_info >= (3, 11), f"{versions}, pytest {pytest.__version__}")
    yield diagnose_system(facts)
    yield diagnose_search_paths(RELATIVE_AT_START)
    if facts.system != "Linux":
        return
    cores = len(usable_cores())
    yield Diagnosis("cores", True, f"{cores} usable")
    yield diagnose_memory(facts, cores)
    yield from diagnose_levels(facts, {level: _probe(level) for level in (Level.L1, Level.L2)})


def diagnose_system(facts: Facts) -> Diagnosis:
    """Say what kind of machine this is."""
    inside = f", in a container ({facts.container})" if facts.container else f", WSL {facts.wsl}" if facts.wsl else ""
    finding = f"{facts.system} {facts.release} {facts.machine}{inside}"
    well = facts.system == "Linux"
    return Diagnosis("system", well, finding, "" if well else advice_elsewhere(facts))


def diagnose_search_paths(relative: Sequence[str]) -> Diagnosis:
    """Say whether programs that are started in a student's folder load files of that folder."""
    if not relative:
        return Diagnosis("search paths", True, "nothing is loaded from the current folder")
    names = " and ".join(f"${name}" for name in relative)
    return Diagnosis(
        "search paths",
        False,
        f"{names}: an empty or relative entry. Every program loads files of the folder in which it is started",
        "Use absolute entries, and no colon at the beginning or the end",
    )


def diagnose_memory(facts: Facts, jobs: int) -> Diagnosis:
    """Say whether a process for each core may take what students' code may, all at the same time."""
    needed = jobs * (OWN_MIB + Limits().memory_mib)
    there = facts.memory_bytes >> 20
    if not there or there >= needed:
        return Diagnosis("memory", True, f"{there} MiB" if there else "unknown")
    fewer = max(1, there // (OWN_MIB + Limits().memory_mib))
    return Diagnosis(
        "memory",
        True,
        f"{there} MiB; {jobs} processes may need {needed}",
        f"Use `--jobs {fewer}`, or a smaller memory_mib in course.yaml: what the machine kills has no mark.",
    )


def diagnose_levels(facts: Facts, probed: dict[Level, tuple[bool, str]]) -> Iterator[Diagnosis]:
    """Say which levels there are, what each means, and how to get a better one."""
    any_holds = any(holds for holds, _ in probed.values())
    for level, (holds, finding) in probed.items():
        if holds:
            yield Diagnosis(f"sandbox {level}", True, f"{finding} ({MEANINGS[level]})")
        else:
            needed = level is Level.L1 or not any_holds  # who has L1 needs no L2
            yield Diagnosis(f"sandbox {level}", any_holds, finding, advice(facts, level) if needed else "")
    if not any_holds:
        text = "--unconfined is only for code that you wrote: its reports are marked, and are no grades."
        yield Diagnosis("grading", False, "nobody's work can be graded here", text)


def _probe(level: Level) -> tuple[bool, str]:
    """Return whether a level holds here, and what was found."""
    try:
        with Sandbox.start(level=level) as sandbox:
            stopped = f"available; {len(sandbox.attestation.checks)} attacks from within were stopped"
            return True, "; ".join([stopped, *sandbox.notes])
    except MachineError as error:
        return False, str(error).partition(". Nothing was graded.")[0]
