"""The campaign file of a benchmark, without anything to find in it."""

from datetime import UTC, date, datetime, timedelta

TODAY = datetime.now(UTC).date()
IN_A_YEAR = TODAY + timedelta(days=365)


def campaign_text(
    name: str,
    contacts: str,
    *,
    launch: date | None = IN_A_YEAR,
    zone: str = "America/Los_Angeles",
    lines: int = 50,
    variable: str | None = None,
) -> str:
    """Return the file of a campaign that launches at noon; at once without a `launch`. A `variable` is required."""
    schedule = f'"{launch}"\nscheduledTime: "12:00:00"\nscheduledTimezone: "{zone}"\n' if launch else ""
    required = f'\n  requiredVariables: ["{variable}"]' if variable else ""
    return (
        f'campaignName: "{name}"\nsipPhoneNumber: "+14155550100"\nagentId: "D5D0p7TUs66TTAEAx"\n'
        f"isScheduled: {'true' if launch else 'false'}\n"
        + (f"scheduledDate: {schedule}" if launch else "")
        + f"concurrentCalls: {lines}\n"
        + (f'dynamicVariables:\n  {variable}: "there"\n' if variable else "")
        + f'contacts:\n  path: "{contacts}"{required}\n'
    )
