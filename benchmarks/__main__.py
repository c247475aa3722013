"""Runs every benchmark and prints its table."""

import sys

from benchmarks import action, brake, contacts, files, hours, overlap, startup, suppression, upload

for benchmark in (startup, files, action, brake, contacts, upload, overlap, suppression, hours):
    benchmark.main()
    sys.stdout.write("\n")
