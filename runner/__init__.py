"""Campaigns as code: outbound call campaigns, planned from files and created exactly once."""

import os

__version__ = "0.1.0"

# NumPy multiplies no matrices here; the threads for that take time to start, and a process with threads can't be forked.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
