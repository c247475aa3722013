"""`python -m runner.action`: what action.yml starts."""

import os
import sys

from runner.action import entrypoint as step

if __name__ == "__main__":
    sys.exit(step.main(os.environ))
