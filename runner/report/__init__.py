"""Plans, findings and outcomes in every format, from text to CI reports and calendars: pure functions."""
