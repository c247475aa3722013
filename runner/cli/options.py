"""Options that several commands share."""

import argparse

from runner.jobs.option import AUTO, parse_jobs

FORMATS = ("text", "json")
REVIEW_FORMATS = (*FORMATS, "markdown", "github")
FINDINGS_ONLY = ("sarif", "junit", "gitlab")
"""The formats of other programs, which have a place for findings and for nothing else."""
FINDINGS_FORMATS = (*REVIEW_FORMATS, *FINDINGS_ONLY)
REHEARSED = ("plan", "apply", "status", "history", "postpone", "delete", "resolve", "import")
"""The commands that take --sandbox; none of them writes a file of the repository."""


def add_format(parser: argparse.ArgumentParser, formats: tuple[str, ...] = FORMATS) -> None:
    parser.add_argument("--format", choices=formats, default="text", help="output format (text)")


def add_fetch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fetch", action="store_true", help="read lists kept outside the repository (https, s3, gs, az)"
    )


def add_jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs",
        type=parse_jobs,
        default=AUTO,
        metavar="auto|N|tcp://HOST:PORT",
        help="how many processes read lists (auto: one for each core), or the address of a Dask scheduler",
    )


def add_online(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--online", action="store_true", help="check agents and numbers against the account (needs the key)"
    )


def add_sandbox(parser: argparse.ArgumentParser) -> None:
    """Add --sandbox, to commands that read or change the state: those of `REHEARSED`."""
    parser.add_argument(
        "--sandbox", action="store_true", help="rehearse: nobody is called, the state is .campaigns/state.json"
    )


def add_fault(parser: argparse.ArgumentParser) -> None:
    """Add --fault, to commands that change the account."""
    parser.add_argument(
        "--fault",
        type=_fault,
        action="append",
        default=[],
        metavar="NAME[:N]",
        help="with --sandbox: fail N requests this way (1); `campaigns sandbox --fault list` shows the faults",
    )


def _fault(text: str) -> str:
    from runner.sandbox.faults import Faults

    try:
        Faults([text])
    except ValueError as exc:
        raise argparse.ArgumentTypeError(f"{exc}; `campaigns sandbox --fault list` shows the faults") from exc
    return text


def add_as_of(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as-of", metavar="INSTANT", help="check launch times as of this instant, such as 2026-12-01T16:00:00Z"
    )


def add_lock_timeout(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lock-timeout", type=_seconds, default=60.0, metavar="SECONDS", help="seconds to wait for another run (60)"
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86400:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a number of seconds, 0 to 86400")
    return seconds
