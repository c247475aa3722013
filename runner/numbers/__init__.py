"""What libphonenumber knows of a phone number: whether it can exist, its region, its type, its candidate zones."""

from runner.numbers.faults import Fault, fault
from runner.numbers.table import Number, Type, about, classes, classify, which

__all__ = ["Fault", "Number", "Type", "about", "classes", "classify", "fault", "which"]
