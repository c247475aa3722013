"""Stops what a HOLD, or a newer commit, forbids."""

from runner.cli.context import Context
from runner.cli.settings import Settings
from runner.config.hold import find_hold
from runner.errors import RefusedError

CURRENT_SECONDS = 30.0
"""Maximum age of the answer that the files are the newest when a campaign is created or updated."""


def check_hold(settings: Settings) -> None:
    """Raise RefusedError where a HOLD stops every apply."""
    if hold := find_hold(settings.folders, settings.root):
        raise RefusedError(
            f"`{hold.path}` stops every apply: {hold.reason.rstrip('.')}; nothing more is sent",
            hint="delete that file once campaigns may be created again",
        )


def check_may_send(context: Context, settings: Settings, *, look_now: bool = False) -> None:
    """Raise RefusedError where a HOLD stops every apply, or the files aren't the newest any more.

    With `look_now` nothing that was seen before counts.
    """
    check_hold(settings)
    if context.check_current is not None:
        context.check_current(0.0 if look_now else CURRENT_SECONDS)
