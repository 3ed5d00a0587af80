"""Writing a course: a new one, its units and exercises, and the text of `course.yaml` with all that is in it kept."""
