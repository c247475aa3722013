"""Other names of the same time zone: `Europe/Kiev` and `Europe/Kyiv`.

`zone_links.txt` has them; tools/zone_links.py writes it. It belongs to the program and not to the installed zone
database, so that a fingerprint is the same with every version of that.
"""

import functools
from pathlib import Path

_FILE = Path(__file__).with_name("zone_links.txt")


def names(zone: str) -> tuple[str, ...]:
    """Return all names of a zone, today's first; its own name alone where it has no other."""
    return _names_by_name().get(zone, (zone,))


@functools.cache
def _names_by_name() -> dict[str, tuple[str, ...]]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    zones = [tuple(line.split()) for line in lines if not line.startswith("#")]
    return {name: zone for zone in zones for name in zone}
