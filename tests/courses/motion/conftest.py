"""Keeps the cases of this course out of the framework's own tests: they are collected by the grader."""

collect_ignore = ["exercises", "solutions"]
