"""Stops what a HOLD forbids."""

from runner.cli.settings import Settings
from runner.config.hold import find_hold
from runner.errors import RefusedError


def check_hold(settings: Settings) -> None:
    """Raise RefusedError where a HOLD stops every apply."""
    if hold := find_hold(settings.folders, settings.root):
        raise RefusedError(
            f"`{hold.path}` stops every apply: {hold.reason.rstrip('.')}; nothing more is sent",
            hint="delete that file once campaigns may be created again",
        )
