"""The exception tree: every error says whose fault it is.

GraderError
├── CourseError            the course: course.yaml, exercises/, solutions/      exit 2
├── CallError              the command line: a folder or a name that is not there   exit 2
├── MachineError           this machine: nothing can be confined, no disk left  exit 2
├── SubmissionError        one student's work; the batch goes on                exit 1
└── GraderFault            ourselves; the report is ungraded, never a zero      exit 1

What a student's *function* does is none of these: it is a `Verdict`.
"""


class GraderError(Exception):
    """Base of all errors that the command line shows without a traceback."""


class CourseError(GraderError):
    """The course is at fault; `str()` has one line per fault, each with its place."""


class CallError(GraderError):
    """The call is at fault, for instance a folder that does not exist."""


class MachineError(GraderError):
    """The machine is at fault: it cannot confine, or it cannot write."""


class SubmissionError(GraderError):
    """One student's work cannot be read; the message is for that student."""


class GraderFault(GraderError):
    """The grader itself is at fault; whatever was being graded stays ungraded."""
