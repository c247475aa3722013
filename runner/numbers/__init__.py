"""What libphonenumber knows of a phone number: whether it can exist, its region, its type, its candidate zones."""

from runner.numbers.reasons import Reason, reason
from runner.numbers.table import NO_PERSON, Number, Type, about, classes, classify, tally, which

__all__ = ["NO_PERSON", "Number", "Reason", "Type", "about", "classes", "classify", "reason", "tally", "which"]
