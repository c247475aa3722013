"""Runs every benchmark and prints its table."""

import sys

from benchmarks import action, startup

startup.main()
sys.stdout.write("\n")
action.main()
