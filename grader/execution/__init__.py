"""The trusted run of cases: collecting them, calling the student's process, judging what comes back.

Nothing of this package reaches a student; what students receive is `grader.cases`.
"""
