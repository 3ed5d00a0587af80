"""What students handed in, read as bytes into `Submission`s. Nothing in it is executed, decoded or trusted.

Two layouts are recognised, student by student:

    SUBMITTED/<student>/*.py                            flat; the files may lie in a folder `exercises/`
    SUBMITTED/<student>/<assignment>/*.py               nbgrader's, with its timestamp.txt

Whatever is not taken is said: to the student in a `Notice`, to the instructor in a `RosterNote`. A submission of which
nothing can be graded has a `problem`, and the batch goes on.
"""

from grader.submissions.roster import RosterNote
from grader.submissions.submitted import SubmittedFolder, read_submissions
from grader.submissions.times import parse_timestamp

__all__ = ["RosterNote", "SubmittedFolder", "parse_timestamp", "read_submissions"]
