"""Exit codes beside those that errors carry."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

DIFFERS = 5


UNKNOWN = 6


PENDING = 3


FINDINGS = 1


INTERRUPTED = 130


LOST = 4


BUG = 70
