raise SystemExit("a folder in place of a file")
