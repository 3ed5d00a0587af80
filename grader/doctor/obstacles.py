"""What stands in the way of a better sandbox on this machine, and what removes it. Says only what applies here."""

from __future__ import annotations

from collections.abc import Iterator

from grader.doctor.facts import Facts
from grader.model import Level

CONTAINER_FLAGS = {
    "docker": "start it with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined`",
    "podman": "start it with `--security-opt seccomp=unconfined --security-opt label=disable`",
    "kubernetes": (
        "give its securityContext `seccompProfile: {type: Unconfined}` and `appArmorProfile: {type: Unconfined}`"
    ),
    "lxc": "set `security.nesting=true`",
}
OTHER_CONTAINER = "let its filters allow unshare, mount, umount2, pivot_root and setns"
ELSEWHERE = {
    "Darwin": "Grade in Linux: a container (Docker Desktop, Podman, Colima) or a virtual machine, and ask again there",
    "Windows": "Grade in WSL2: `wsl --install`, then everything inside of it, and ask again there",
}


def advice(facts: Facts, level: Level) -> str:
    """Return what to do, on this machine, to get `level`."""
    ways = list(_ways_to_namespaces(facts) if level is Level.L1 else _ways_to_landlock(facts))
    return "; or ".join(ways) + "." if ways else "Nothing is known here that stands in the way: see docs/security.md."


def advice_elsewhere(facts: Facts) -> str:
    """Return what to do where there is no Linux."""
    return ELSEWHERE.get(facts.system, "Grade in Linux: a container or a virtual machine") + "."


def _ways_to_namespaces(facts: Facts) -> Iterator[str]:
    if facts.wsl == 1:
        yield "This is WSL 1, which has no namespaces: `wsl --set-version DISTRIBUTION 2` in PowerShell"
    if facts.container:
        how = CONTAINER_FLAGS.get(facts.container, OTHER_CONTAINER)
        yield f"This is a container ({facts.container}) that forbids namespaces: {how}"
    if facts.settings.get("user.max_user_namespaces") == "0":
        yield "There may be no user namespaces: `sysctl -w user.max_user_namespaces=15000`"
    if facts.settings.get("kernel.unprivileged_userns_clone") == "0":
        yield "They are for root alone: `sysctl -w kernel.unprivileged_userns_clone=1`"
    if facts.settings.get("kernel.apparmor_restrict_unprivileged_userns") == "1":
        yield (
            "AppArmor takes their rights away: `sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`, or an "
            "AppArmor profile with `userns,` for this Python"
        )
    if facts.filtered and not facts.container:
        yield "A system-call filter is over this process: start it from a plain shell"


def _ways_to_landlock(facts: Facts) -> Iterator[str]:
    match facts.landlock:
        case "":
            return
        case "EOPNOTSUPP":
            modules = f",{facts.modules}" if facts.modules else ",… (what is in /sys/kernel/security/lsm)"
            yield f"Landlock is in this kernel, but switched off: boot with `lsm=landlock{modules}`"
        case _ if facts.filtered and facts.container:
            yield "This container's filter forbids Landlock: a newer container runtime allows it"
        case _:
            yield "This kernel has no Landlock: Linux 5.13 or newer has, if built with CONFIG_SECURITY_LANDLOCK"
