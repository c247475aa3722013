"""Phone numbers by libphonenumber's metadata: E.164 form, validity, region, type and time zones."""
