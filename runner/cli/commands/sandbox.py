"""Serves the API on this machine, for rehearsals and tests."""

import argparse
from pathlib import Path

from runner.cli.context import Context
from runner.cli.options import add_format
from runner.errors import UsageError
from runner.sandbox import faults


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument(
        "--port", type=_port, default=8765, metavar="N", help="port on 127.0.0.1 (8765; 0 picks a free one)"
    )
    parser.add_argument("--data", metavar="FILE", help="keep its campaigns in this SQLite file (default: in memory)")
    parser.add_argument("--account", metavar="FILE", help="a JSON file with its agents and phone numbers")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="NAME[:N]",
        help="fail N requests this way (1); `list` shows the faults",
    )


def run(context: Context) -> int:
    if "list" in context.args.fault:
        context.terminal.say("\n".join(faults.describe()))
        return 0
    from runner.sandbox import account, server

    has = account.Account()
    if context.args.account:
        try:
            has = account.read(Path(context.args.account))
        except (OSError, ValueError) as exc:
            reason = exc.strerror if isinstance(exc, OSError) else exc
            raise UsageError(
                f"`{context.args.account}` can't be read as the sandbox's account: {reason}",
                hint="write it as in docs/how-to/online.md",
            ) from exc
    data = Path(context.args.data) if context.args.data else None
    try:
        server.serve(context.args.port, data, context.args.fault, context.terminal.say, now=context.now, account=has)
    except ValueError as exc:
        raise UsageError(str(exc), hint="`campaigns sandbox --fault list` shows the faults") from exc
    except OSError as exc:
        raise UsageError(
            f"the sandbox can't be served: {exc.strerror or exc}", hint="name another --port or --data"
        ) from exc
    return 0


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} isn't a port, 0 to 65535")
    return int(text)
