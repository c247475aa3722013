"""The command line: parses arguments, opens what a command works with, and picks the exit code."""
