raise SystemExit("of another assignment, whose time has passed")
