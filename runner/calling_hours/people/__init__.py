"""Where a list's people are: time zones and jurisdictions from numbers, addresses and columns."""
