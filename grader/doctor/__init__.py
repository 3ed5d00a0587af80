"""`grader doctor`: what this machine can do, and what to do where it cannot; a module for each thing looked at."""

from grader.doctor.diagnosis import Diagnosis
from grader.doctor.machine import diagnose_machine
from grader.doctor.nbgrader import diagnose_nbgrader, is_nbgrader_course

__all__ = ["Diagnosis", "diagnose_machine", "diagnose_nbgrader", "is_nbgrader_course"]
