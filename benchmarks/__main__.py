"""Runs every benchmark and prints its table."""

import sys

from benchmarks import action, contacts, files, overlap, startup, suppression

for benchmark in (startup, files, action, contacts, overlap, suppression):
    benchmark.main()
    sys.stdout.write("\n")
