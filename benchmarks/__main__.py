"""Runs every benchmark and prints its table."""

import sys

from benchmarks import (
    action,
    brake,
    cluster,
    columns,
    contacts,
    files,
    hours,
    living,
    overlap,
    startup,
    state,
    suppression,
    upload,
)

for benchmark in (
    startup,
    files,
    living,
    action,
    brake,
    contacts,
    columns,
    upload,
    state,
    overlap,
    suppression,
    hours,
    cluster,
):
    benchmark.main()
    sys.stdout.write("\n")
