"""Serves the API on this machine, for rehearsals and tests."""

from pathlib import Path

from runner.context import Context
from runner.errors import UsageError
from runner.sandbox import faults


def run(context: Context) -> int:
    if "list" in context.args.fault:
        context.terminal.say("\n".join(faults.described()))
        return 0
    from runner.sandbox import server

    data = Path(context.args.data) if context.args.data else None
    try:
        server.serve(context.args.port, data, context.args.fault, context.terminal.say, now=context.now)
    except ValueError as exc:
        raise UsageError(str(exc), hint="`campaigns sandbox --fault list` names the faults") from exc
    except OSError as exc:
        raise UsageError(
            f"the sandbox can't be served: {exc.strerror or exc}", hint="name another --port or --data"
        ) from exc
    return 0
