"""What libphonenumber knows of a phone number: whether it can exist, its region, its type, its candidate zones."""

from runner.numbers.many import classify, tally, which
from runner.numbers.reasons import Reason, reason
from runner.numbers.table import NO_PERSON, Number, Type, about, classes

__all__ = ["NO_PERSON", "Number", "Reason", "Type", "about", "classes", "classify", "reason", "tally", "which"]
