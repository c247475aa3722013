"""Serves the API on this machine, for rehearsals and tests."""

from pathlib import Path

from runner.cli.context import Context
from runner.errors import UsageError
from runner.sandbox import faults


def run(context: Context) -> int:
    if "list" in context.args.fault:
        context.terminal.say("\n".join(faults.described()))
        return 0
    from runner.sandbox import account, server

    has = account.Account()
    if context.args.account:
        try:
            has = account.read(Path(context.args.account))
        except (OSError, ValueError) as exc:
            reason = exc.strerror if isinstance(exc, OSError) else exc
            raise UsageError(
                f"`{context.args.account}` can't be the sandbox's account: {reason}",
                hint="write it as in docs/online.md",
            ) from exc
    data = Path(context.args.data) if context.args.data else None
    try:
        server.serve(context.args.port, data, context.args.fault, context.terminal.say, now=context.now, account=has)
    except ValueError as exc:
        raise UsageError(str(exc), hint="`campaigns sandbox --fault list` names the faults") from exc
    except OSError as exc:
        raise UsageError(
            f"the sandbox can't be served: {exc.strerror or exc}", hint="name another --port or --data"
        ) from exc
    return 0
