"""Runs nbgrader's program several times, as `nbgrader …` would, but loads it once: each run is a fork.

Reads [[arguments, folder], …] as JSON from standard input, and writes what each run printed, and its exit status.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile

from nbgrader.apps.nbgraderapp import NbGraderApp


def run(arguments: list[str], folder: str) -> tuple[int, str]:
    with tempfile.TemporaryFile() as output:
        child = os.fork()
        if not child:
            os.chdir(folder)
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
            sys.argv = ["nbgrader", *arguments]
            sys.exit(NbGraderApp.launch_instance())
        _, status = os.waitpid(child, 0)
        output.seek(0)
        return os.waitstatus_to_exitcode(status), output.read().decode()


if __name__ == "__main__":
    json.dump([run(*command) for command in json.load(sys.stdin)], sys.stdout)
