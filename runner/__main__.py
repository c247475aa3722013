"""The console script; `--version` is answered before anything heavy is imported."""

import sys


def main() -> int:
    if sys.argv[1:] == ["--version"]:
        from runner import __version__

        sys.stdout.write(f"campaigns {__version__}\n")
        return 0
    from runner.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
