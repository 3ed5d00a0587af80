"""An auto-graded exercise framework: hidden pytest cases, a real sandbox, failures that teach.

This package file stays empty of imports: students run `grader.cases` with NumPy and pytest alone.
"""

__version__ = "0.1.0"
