"""Campaigns as code: outbound call campaigns, planned from files and created exactly once."""

import os

__version__ = "0.1.0"

# NumPy multiplies no matrices here. The threads for that take time to start, and no process with threads is forked.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
