"""Tests of the wall with the real thing; what is handed in is graded, never collected."""
