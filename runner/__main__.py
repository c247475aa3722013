"""The console script; `--version` is answered before anything heavy is imported."""

import gc
import os
import sys


def main() -> int:
    if sys.argv[1:] == ["--version"]:
        from runner import __version__

        try:
            os.write(1, f"campaigns {__version__}\n".encode())
        except OSError:  # nobody reads it, or its disk is full
            return 4
        return 0
    gc.disable()  # what is imported is no garbage, and looking through it costs a tenth of a short run
    from runner.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
