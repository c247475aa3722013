"""Runs every benchmark and prints its table."""

import sys

from benchmarks import action, contacts, startup

for benchmark in (startup, action, contacts):
    benchmark.main()
    sys.stdout.write("\n")
