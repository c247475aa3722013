"""Runs every benchmark and prints its table."""

from benchmarks import startup

startup.main()
