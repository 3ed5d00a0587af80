"""A script of the handout that students may change."""
