"""Runs every benchmark and prints its table."""

import sys

from benchmarks import action, contacts, files, hours, overlap, startup, suppression, upload

for benchmark in (startup, files, action, contacts, upload, overlap, suppression, hours):
    benchmark.main()
    sys.stdout.write("\n")
