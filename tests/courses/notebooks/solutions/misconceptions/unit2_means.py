"""Known wrong answers of unit 2: means."""
