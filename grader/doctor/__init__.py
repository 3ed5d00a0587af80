"""`grader doctor`: what this machine can do, and what to do where it cannot; a module for each thing looked at."""

from grader.doctor.diagnosis import Diagnosis
from grader.doctor.machine import diagnose_machine

__all__ = ["Diagnosis", "diagnose_machine"]
