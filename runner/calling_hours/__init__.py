"""When contacts may be called: how long calling takes, clashes with calling hours, and starts that pass."""
