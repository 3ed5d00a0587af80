"""Known wrong answers of unit 3: spread."""
