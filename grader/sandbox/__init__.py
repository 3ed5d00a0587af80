"""The wall between the grader and student code; `client` is the way in."""
