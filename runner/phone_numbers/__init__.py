"""What libphonenumber knows of a phone number: whether it can exist, its region, its type, its candidate zones."""

from runner.phone_numbers.bulk import classify, tally, which
from runner.phone_numbers.invalid_reason import Reason, reason
from runner.phone_numbers.table import NO_PERSON, Number, Type, about, classes

__all__ = ["NO_PERSON", "Number", "Reason", "Type", "about", "classes", "classify", "reason", "tally", "which"]
