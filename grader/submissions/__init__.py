"""What students handed in, read as bytes into `Submission`s. Nothing in it is executed, decoded or trusted.

It is read in a process of its own, within limits of time and memory for each student: `submitted` asks, `reader` runs
that process, `reading` and all below it runs there.

Two layouts are recognised, student by student:

    SUBMITTED/<student>/*.py                            flat; the files may lie in a folder `exercises/`
    SUBMITTED/<student>/<assignment>/*.py               nbgrader's, with its timestamp.txt

Whatever is not taken is said: to the student in a `Notice`, to the instructor in a `RosterNote`. A submission of which
nothing can be graded has a `problem`, and the batch goes on.
"""

from grader.submissions.roster import RosterNote
from grader.submissions.submitted import Submitted, read_submission, read_submissions
from grader.submissions.times import parse_timestamp

__all__ = ["RosterNote", "Submitted", "parse_timestamp", "read_submission", "read_submissions"]
