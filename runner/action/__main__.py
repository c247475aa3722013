"""`python -m runner.action`: what action.yml starts."""

import os
import sys

from runner.action import entrypoint

if __name__ == "__main__":
    sys.exit(entrypoint.main(os.environ))
