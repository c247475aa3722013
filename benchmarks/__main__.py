"""Runs every benchmark and prints its table."""

import sys

from benchmarks import action, contacts, files, startup

for benchmark in (startup, files, action, contacts):
    benchmark.main()
    sys.stdout.write("\n")
