"""Exit codes of the command line; the errors in `runner.errors` carry their own."""

FINDINGS = 1
"""Errors found in the files."""
PENDING = 3
"""`plan --detailed-exitcode`: apply would do something."""
STOPPED = 4
"""The program could not go on."""
DIFFERS = 5
"""A campaign was rejected, or differs from what was requested."""
UNKNOWN = 6
"""The outcome of a create is unknown."""
BUG = 70
"""A bug of this program (EX_SOFTWARE of sysexits.h)."""
INTERRUPTED = 130
"""SIGINT, outside apply's own handling."""
