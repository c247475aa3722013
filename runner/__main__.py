"""The console script; `--version` is answered before anything heavy is imported."""

import gc
import sys


def main() -> int:
    if sys.argv[1:] == ["--version"]:
        from runner import __version__

        sys.stdout.write(f"campaigns {__version__}\n")
        return 0
    gc.disable()  # what is imported is no garbage, and looking through it costs a tenth of a short run
    from runner.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
