"""The console script: answers `--version` and checks the time zone database before anything heavy is imported."""

import gc
import os
import sys

from runner import zone_database
from runner.errors import ZoneDatabaseError


def main() -> int:
    try:
        zone_database.version()
    except ZoneDatabaseError as exc:  # pendulum can't be imported then
        return _write(2, f"error: {exc.message}\n  hint: {exc.hint}\n") or exc.exit_code
    if sys.argv[1:] == ["--version"]:
        from runner.cli.version import describe_version

        return _write(1, describe_version())
    gc.disable()  # what is imported is no garbage, and looking through it costs a tenth of a short run
    from runner.cli.main import main as run

    return run()


def _write(stream: int, text: str) -> int:
    """Write to a file descriptor; return 4 where nobody reads it, or its disk is full."""
    try:
        os.write(stream, text.encode())
    except OSError:
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())
