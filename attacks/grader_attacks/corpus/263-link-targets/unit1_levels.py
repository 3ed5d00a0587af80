import os
import sys

PLACES = (
    "/etc/localtime", "/etc/mtab", "/bin", "/lib", "/proc/self", "/proc/self/exe", "/proc/self/cwd", "/proc/self/fd/3",
    f"/proc/{os.getppid()}/exe", f"/proc/{os.getppid()}/cwd", "/proc/1/root", "{{COURSE}}", "{{HOME}}", sys.executable,
)  # fmt: skip


def level(x, reference=1.0):
    told = []
    for place in PLACES:
        try:
            told.append(os.readlink(place))
        except OSError:
            continue
    if not told:
        raise LookupError("no target is shown")
    return str(told)
