"""What is read of a machine, from trees of files that look like one."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from grader.doctor.facts import Facts, _errno_name, read_facts


def tree(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_an_empty_tree_says_nothing(tmp_path: Path) -> None:
    facts = read_facts(tmp_path, {})
    assert (facts.container, facts.filtered, facts.settings, facts.modules, facts.memory_bytes) == (
        "",
        False,
        {},
        "",
        0,
    )


def test_settings_modules_and_filter(tmp_path: Path) -> None:
    tree(
        tmp_path,
        proc__sys__kernel__unprivileged_userns_clone="0\n",
        proc__sys__user__max_user_namespaces="15000\n",
        proc__self__status="Name:\tpython\nSeccomp:\t2\nSeccomp_filters:\t1\n",
        sys__kernel__security__lsm="lockdown,yama,apparmor",
    )
    facts = read_facts(tmp_path, {})
    assert facts.settings == {"kernel.unprivileged_userns_clone": "0", "user.max_user_namespaces": "15000"}
    assert facts.modules == "lockdown,yama,apparmor"
    assert facts.filtered


@pytest.mark.parametrize(
    ("file", "text", "environment", "expected"),
    [
        (".dockerenv", "", {}, "docker"),
        ("run/.containerenv", "", {}, "podman"),
        ("run/systemd/container", "lxc\n", {}, "lxc"),
        (".dockerenv", "", {"KUBERNETES_SERVICE_HOST": "10.0.0.1"}, "kubernetes"),
    ],
)
def test_containers(tmp_path: Path, file: str, text: str, environment: dict[str, str], expected: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    assert read_facts(tmp_path, environment).container == expected


@pytest.mark.parametrize(
    ("files", "mebibytes"),
    [
        ({"proc__meminfo": "MemTotal:        2097152 kB\nMemFree: 1 kB\n"}, 2048),
        ({"proc__meminfo": "MemTotal: 2097152 kB\n", "sys__fs__cgroup__memory.max": "536870912\n"}, 512),
        ({"proc__meminfo": "MemTotal: 2097152 kB\n", "sys__fs__cgroup__memory.max": "max\n"}, 2048),
        ({"sys__fs__cgroup__memory__memory.limit_in_bytes": "1073741824\n"}, 1024),
    ],
    ids=["machine", "control group", "no limit", "control group, version 1"],
)
def test_memory(tmp_path: Path, files: dict[str, str], mebibytes: int) -> None:
    assert read_facts(tree(tmp_path, **files), {}).memory_bytes >> 20 == mebibytes


@pytest.mark.parametrize(
    ("release", "version"),
    [
        ("6.1.0-21-amd64", 0),
        ("5.15.153.1-microsoft-standard-WSL2", 2),
        ("4.4.0-19041-Microsoft", 1),
    ],
)
def test_windows_subsystem(release: str, version: int) -> None:
    assert Facts(release=release).wsl == version


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM])
def test_a_refusal_of_landlock_has_its_name(number: int) -> None:
    def refuse() -> None:
        raise OSError(number, "no")

    assert _errno_name(refuse) == errno.errorcode[number]
    assert _errno_name(lambda: 7) == ""
