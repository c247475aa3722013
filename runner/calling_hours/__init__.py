"""When people may be called: how long a run takes, what clashes with the rules, and which starts pass."""
