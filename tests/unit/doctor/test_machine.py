"""What the doctor says of machines that we do not have."""

from __future__ import annotations

import pytest

from grader.doctor.facts import Facts
from grader.doctor.machine import diagnose_levels, diagnose_memory, diagnose_search_paths, diagnose_system
from grader.doctor.obstacles import advice
from grader.model import Level

HELD, REFUSED = (True, "available"), (False, "no user namespaces (EPERM)")
UBUNTU = {"kernel.apparmor_restrict_unprivileged_userns": "1"}


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        pytest.param(Facts(container="docker", filtered=True), ["seccomp=unconfined", "apparmor=un"], id="Docker"),
        pytest.param(Facts(container="podman", filtered=True), ["podman", "label=disable"], id="Podman"),
        pytest.param(Facts(container="kubernetes", filtered=True), ["seccompProfile: {type: Unc"], id="Kubernetes"),
        pytest.param(Facts(container="lxc"), ["security.nesting=true"], id="LXC"),
        pytest.param(Facts(container="systemd-nspawn"), ["allow unshare, mount"], id="another container"),
        pytest.param(Facts(settings=UBUNTU), ["apparmor_restrict_unprivileged_userns=0", "`userns,`"], id="Ubuntu"),
        pytest.param(
            Facts(settings={"kernel.unprivileged_userns_clone": "0"}), ["unprivileged_userns_clone=1"], id="Debian"
        ),
        pytest.param(Facts(settings={"user.max_user_namespaces": "0"}), ["max_user_namespaces=15000"], id="RHEL"),
        pytest.param(Facts(release="4.4.0-19041-Microsoft"), ["wsl --set-version"], id="WSL 1"),
        pytest.param(Facts(filtered=True), ["from a plain shell"], id="a service with a filter"),
        pytest.param(
            Facts(container="docker", settings=UBUNTU), ["seccomp=unconfined", "; or AppArmor takes"], id="two"
        ),
        pytest.param(Facts(), ["docs/security.md"], id="nothing known"),
    ],
)
def test_what_raises_a_machine_to_level_one(facts: Facts, says: list[str]) -> None:
    text = advice(facts, Level.L1)
    assert all(words in text for words in says), text
    assert text.count("; or ") == len(says) - 1 if "; or AppArmor takes" in says else "; or " not in text


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        pytest.param(Facts(landlock="ENOSYS"), "Linux 5.13 or newer", id="an old kernel"),
        pytest.param(
            Facts(landlock="EOPNOTSUPP", modules="lockdown,yama"), "`lsm=landlock,lockdown,yama`", id="off at boot"
        ),
        pytest.param(Facts(landlock="EOPNOTSUPP"), "what is in /sys/kernel/security/lsm", id="off, modules unknown"),
        pytest.param(
            Facts(landlock="EPERM", filtered=True, container="docker"), "newer container runtime", id="filter"
        ),
    ],
)
def test_what_raises_a_machine_to_level_two(facts: Facts, says: str) -> None:
    assert says in advice(facts, Level.L2)


def test_who_has_level_one_is_told_nothing_of_level_two() -> None:
    one, two = diagnose_levels(Facts(landlock="EOPNOTSUPP"), {Level.L1: HELD, Level.L2: REFUSED})
    assert (one.well, one.advice, two.well, two.advice) == (True, "", True, "")


def test_with_level_two_alone_grading_works_and_the_way_to_level_one_is_told() -> None:
    one, two = diagnose_levels(Facts(settings=UBUNTU), {Level.L1: REFUSED, Level.L2: HELD})
    assert one.well
    assert "sysctl -w kernel.apparmor" in one.advice
    assert "stat() still shows" in two.finding


def test_with_no_level_nothing_is_well_and_it_is_said_that_nobody_can_be_graded() -> None:
    *levels, grading = diagnose_levels(Facts(landlock="ENOSYS"), {Level.L1: REFUSED, Level.L2: REFUSED})
    assert not any(diagnosis.well for diagnosis in (*levels, grading))
    assert all(diagnosis.advice for diagnosis in (*levels, grading))


@pytest.mark.parametrize(("system", "says"), [("Darwin", "container"), ("Windows", "WSL2"), ("Plan 9", "virtual")])
def test_other_systems_are_sent_to_linux(system: str, says: str) -> None:
    diagnosis = diagnose_system(Facts(system=system))
    assert not diagnosis.well
    assert says in diagnosis.advice


def test_a_container_is_named() -> None:
    assert "in a container (podman)" in diagnose_system(Facts(container="podman")).finding


@pytest.mark.parametrize(
    ("mebibytes", "says"), [(0, "unknown"), (8192, "8192 MiB"), (1500, "1500 MiB; 4 processes may")]
)
def test_memory_for_all_processes_at_once(mebibytes: int, says: str) -> None:
    diagnosis = diagnose_memory(Facts(memory_bytes=mebibytes << 20), jobs=4)
    assert says in diagnosis.finding
    assert ("--jobs 2" in diagnosis.advice) == (mebibytes == 1500)


@pytest.mark.parametrize("relative", [(), ("PYTHONPATH",), ("PYTHONPATH", "LD_LIBRARY_PATH")])
def test_variables_by_which_programs_load_files_of_the_current_folder(relative: tuple[str, ...]) -> None:
    diagnosis = diagnose_search_paths(relative)
    assert diagnosis.well is not bool(relative)
    assert all(f"${name}" in diagnosis.finding for name in relative)
