"""A client of the API for one command, built from settings and closed after use."""

import contextlib
import time
from collections.abc import Callable, Iterator

from runner import connections
from runner.api.client import Client
from runner.cli.context import Context
from runner.cli.rehearsal import running_sandbox
from runner.cli.settings import Settings
from runner.errors import UsageError


def require_key(settings: Settings) -> str:
    """Return the account's key; UsageError where none is set."""
    if settings.api_key is None:
        raise UsageError(
            "SIGMAMIND_API_KEY isn't set",
            hint="set it to the account's key; plan without --online and `campaigns apply --sandbox` don't need it",
        )
    return settings.api_key


@contextlib.contextmanager
def opened(context: Context, settings: Settings, *, sleep: Callable[[float], None] = time.sleep) -> Iterator[Client]:
    """Yield a client, of a rehearsal's sandbox or of the API; UsageError where no key is set."""
    key = require_key(settings)
    with contextlib.ExitStack() as opened_things:
        url, transport = settings.api_url, context.transport
        if settings.is_rehearsal:
            url, transport = opened_things.enter_context(running_sandbox(context, settings)), None
        try:
            client = Client(url, key, timeout=settings.timeout, sleep=sleep, transport=transport)
        except connections.ERRORS as exc:
            problem = connections.explain(exc)
            raise UsageError(problem.message, hint=problem.hint) from exc
        yield opened_things.enter_context(contextlib.closing(client))
