"""Commands that stop a launch that is ahead, and what to do about one that isn't as requested."""

from datetime import datetime

from runner import timezones
from runner.formatting import shell_quote
from runner.plan.dialing import dials, has_begun
from runner.state.record import Record


def stop_commands(name: str) -> str:
    """Return what stops a launch: the commands first, then the dashboard."""
    quoted = shell_quote(name)
    return f"`campaigns postpone {quoted} --to TIME` or `campaigns delete {quoted}`, else in the dashboard"


def acknowledge_command(name: str) -> str:
    """Return the command that acknowledges how a campaign differs."""
    return f"`campaigns resolve {shell_quote(name)} --accept`"


def difference_hint(name: str, record: Record, now: datetime) -> str:
    """Return the hint about a campaign that isn't as requested; what has begun to dial can't be postponed."""
    accept = acknowledge_command(name)
    is_ahead = record.exists and record.launchAt is not None and timezones.parse_instant(record.launchAt) > now
    status = (record.account or {}).get("status")
    if is_ahead and dials(status):
        delete = f"`campaigns delete {shell_quote(name)}`, else in the dashboard"
        return f"if it must not dial: {delete}; if it may: {accept}"
    if is_ahead and not has_begun(status):
        return f"if it must not dial like this: {stop_commands(name)}; if it may: {accept}"
    return f"check it in the dashboard, then {accept}"
