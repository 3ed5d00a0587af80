"""The pictures of `python -m exercises.plots`: one module for each, and what they share."""
