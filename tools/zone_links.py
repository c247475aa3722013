"""Write `runner/zone_links.txt`: the time zones that have several names, one a line, today's name first.

Sources: the links of the IANA time zone database (tzdata.zi of the Python package tzdata), and of which place each is a
name, from the files `backward` and `backzone` of a folder with the database's sources. Run it as

    python -m tools.zone_links TZ_FOLDER

A link is another name of the same clock, unless its name is a place of its own: since 2013 IANA also links zones of
different countries that have had the same time since 1970 (`Europe/Amsterdam` to `Europe/Brussels`). They are the names
in zone.tab, and their clocks may part again. `#= TARGET` in `backward` and the links of `backzone` name the place of
which a link is another name, where `backward` links to such a merged zone.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from runner import zone_database

TARGET = Path(__file__).parent.parent / "runner" / "zone_links.txt"
# Until version 2024b these were zones of their own, named after an offset or a part of a continent rather than a place.
NO_PLACES = {"CET", "EET", "EST", "HST", "MET", "MST", "WET"}
_LINK = re.compile(r"^L (\S+) (\S+)", re.MULTILINE)
_NAMED = re.compile(r"^Link\s+\S+\s+(\S+)\s+#= (\S+)", re.MULTILINE)
_RESTORED = re.compile(r"^(?:#PACKRATLIST zone\.tab )?Link\s+(\S+)\s+(\S+)", re.MULTILINE)
_HEAD = """\
# Time zones with several names, one zone a line, today's name first. Written by tools/zone_links.py from the IANA time
# zone database, version {version}.
"""


def main() -> None:
    """Write the file."""
    folder = Path(sys.argv[1])
    backward, backzone = ((folder / name).read_text(encoding="utf-8") for name in ("backward", "backzone"))
    names = names_by_zone({**database_links(), **dict(_NAMED.findall(backward)), **_restored(backzone)})
    lines = (" ".join((zone, *sorted(others))) for zone, others in sorted(names.items()))
    head = _HEAD.format(version=zone_database.version())
    TARGET.write_text(head + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def database_links() -> dict[str, str]:
    """Return the zone that each link of the installed database leads to."""
    return {link: target for target, link in _LINK.findall(zone_database.read_text("zoneinfo/tzdata.zi"))}


def _restored(backzone: str) -> dict[str, str]:
    return {link: target for target, link in _RESTORED.findall(backzone)}


def names_by_zone(targets: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the other names of each zone that has some."""
    table = zone_database.read_text("zoneinfo/zone.tab").splitlines()
    places = {line.split("\t")[2] for line in table if not line.startswith("#")}
    result: dict[str, set[str]] = defaultdict(set)
    for link in (targets.keys() & zone_database.names()) - places - NO_PLACES:
        zone = link
        while zone in targets and zone not in places:
            zone = targets[zone]
        result[zone].add(link)
    return result


if __name__ == "__main__":
    main()
