"""Commands that stop a launch that is ahead, and what to do about one that isn't as requested."""

from datetime import datetime

from runner import timezones
from runner.formatting import shell_quote


def stop_commands(name: str) -> str:
    """Return what stops a launch: the commands first, then the dashboard."""
    quoted = shell_quote(name)
    return f"`campaigns postpone {quoted} --to TIME` or `campaigns delete {quoted}`, else in the dashboard"


def acknowledge_command(name: str) -> str:
    """Return the command that acknowledges how a campaign differs."""
    return f"`campaigns resolve {shell_quote(name)} --accept`"


def difference_hint(name: str, launch_at: str | None, now: datetime) -> str:
    """Return the hint about a campaign that isn't as requested; only a launch that is ahead can be stopped."""
    if launch_at is None or timezones.parse_instant(launch_at) <= now:
        return f"check it in the dashboard, then {acknowledge_command(name)}"
    return f"if it must not dial like this: {stop_commands(name)}; if it may: {acknowledge_command(name)}"
