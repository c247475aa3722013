"""Write `runner/zone_names.json`: names of time zones, and the zones that each may mean by country.

Sources: Unicode CLDR's windowsZones (Windows ids), metaZones (which zones share a name) and timeZoneNames of English
(long names, and the abbreviations of each English locale), from the npm packages cldr-core and cldr-dates-full; the
abbreviations and zone.tab of the IANA database, from the Python package tzdata; the display names of Windows, from the
table "Default time zones" of Microsoft's documentation (windows_display_names.txt). Run it as

    python -m tools.zone_names node_modules/cldr-core node_modules/cldr-dates-full
"""

import functools
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from runner.calling_hours import zone_offsets
from runner.zone_names import key

TARGET = Path(__file__).parent.parent / "runner" / "zone_names.json"
DISPLAY_NAMES = Path(__file__).with_name("windows_display_names.txt")
YEAR = 2026
IANA = "IANA:"
WORLD = "001"
LOCALES = ("en", "en-AU", "en-CA", "en-GB", "en-IN", "en-NZ", "en-SG", "en-ZA")
LONG_NAMES = ("Eastern", "Central", "Mountain", "Pacific")
STATES_NAMESAKE = "Georgia"
"""A group of CLDR whose names would be those of a state of the USA; Windows' name of the zone is another."""
SHORTEST_OFFSET = 3
"""Letters of the shortest abbreviation of an offset."""
PLACES = ("ACT",)
"""Abbreviations of a place that are as long as those of an offset."""
Groups = dict[str, dict[str, list[str]]]
Names = dict[str, list[str]]

# Names that no table has. In Australia the zones are called Eastern, Central and Western too (IANA's file
# `australasia`), and ACT is the Capital Territory too. LA is Louisiana or Los Angeles, and Washington a state or a
# city. American Samoa's zone is called Samoa standard time in 15 U.S.C. 263; Windows means the other Samoa. The
# French abbreviations are those of Canada's National Research Council, the German ones the PTB's.
MORE_NAMES = {
    "BST": "GMT Standard Time/Bangladesh",
    "British Summer Time": "GMT Standard Time",
    "British Time": "GMT Standard Time",
    "UK": "GMT Standard Time",
    **dict.fromkeys(("GMT", "Greenwich Mean Time"), "GMT Standard Time"),
    **dict.fromkeys(("CET", "CEST", "MEZ", "MESZ"), "W. Europe Standard Time/Europe_Central"),
    "Irish Standard Time": "GMT Standard Time",
    "Indian Standard Time": "India",
    **dict.fromkeys(("EST", "EDT", "Eastern", "Eastern Time"), "America_Eastern/Australia_Eastern"),
    **dict.fromkeys(("CST", "CDT", "Central", "Central Time"), "America_Central/Australia_Central"),
    "Eastern Standard Time": "America_Eastern/Australia_Eastern",
    "Central Standard Time": "America_Central/Australia_Central",
    **dict.fromkeys(("WST", "Western", "Western Standard Time"), "Australia_Western"),
    **dict.fromkeys(("US Eastern Time", "USA Eastern Time", "Eastern US Time"), "America_Eastern"),
    **dict.fromkeys(("US Central Time", "USA Central Time", "Central US Time"), "America_Central"),
    **dict.fromkeys(("Mountain", "US Mountain Time", "USA Mountain Time", "Mountain US Time"), "America_Mountain"),
    **dict.fromkeys(("Pacific", "US Pacific Time", "USA Pacific Time", "Pacific US Time"), "America_Pacific"),
    "Phoenix": "US Mountain Standard Time",
    **dict.fromkeys(("HAE", "HNE"), "America_Eastern"),
    **dict.fromkeys(("HAC", "HNC"), "America_Central"),
    **dict.fromkeys(("HAR", "HNR"), "America_Mountain"),
    **dict.fromkeys(("HAP", "HNP"), "America_Pacific"),
    **dict.fromkeys(("HAA", "HNA"), "Atlantic"),
    "HNT": "Newfoundland",
    "ACT": "Australia_Eastern/Australia_Central",
    "LA": "America_Central/America_Pacific",
    "Washington": "America_Eastern/America_Pacific",
    "Samoa Standard Time": "Samoa",
    "BRT": "Brasilia",
    "ART": "Argentina",
    **dict.fromkeys(("CLT", "CLST"), "Chile"),
    "COT": "Colombia",
    "PET": "Peru",
    "ICT": "Indochina",
    "PHT": "Philippines",
}


def main() -> None:
    """Write the file."""
    TARGET.write_text(compiled(Path(sys.argv[1]), Path(sys.argv[2])), encoding="utf-8")


def compiled(core: Path, dates: Path) -> str:
    """Return the file's text, from the two unpacked packages of CLDR."""
    meta = json.loads((core / "supplemental" / "metaZones.json").read_bytes())["supplemental"]["metaZones"]
    groups: Groups = {**_windows(core), **_metazones(meta), **_abbreviations()}
    names: Names = defaultdict(list)
    local: Names = defaultdict(list)
    for name, group_ids in _all_names(dates, groups):
        known = (names if _is_unique(name) else local)[key(name)]
        known += [group for group in group_ids if group in groups and group not in known]
    offsets = {key(name) for name in _offset_names(dates, groups)}
    data = {
        "names": {name: names[name] for name in sorted(names) if names[name]},
        "local": {name: local[name] for name in sorted(local) if local[name] and name not in offsets},
        "offsets": {name: local[name] for name in sorted(local) if local[name] and name in offsets},
        "groups": {group: groups[group] for group in sorted(groups)},
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace('],"', '],\n"').replace('},"', '},\n"') + "\n"


def _is_unique(name: str) -> bool:
    """Whether a name means the same everywhere, unlike `EST` and `Melbourne`, which is in Florida too."""
    return "time" in name.casefold() or ", " in name or name in LONG_NAMES


def _windows(core: Path) -> Groups:
    """Return the zones of each Windows id, by country."""
    groups: Groups = defaultdict(dict)
    table = json.loads((core / "supplemental" / "windowsZones.json").read_bytes())
    for entry in table["supplemental"]["windowsZones"]["mapTimezones"]:
        zone = entry["mapZone"]
        if not zone["_other"].startswith("UTC") and not zone["_type"].startswith("Etc/"):
            groups[zone["_other"]][zone["_territory"]] = [_iana_name(name) for name in zone["_type"].split()]
    return groups


def _metazones(meta: Any) -> Groups:
    """Return the zones that share a name today, by country."""
    best = {
        entry["mapZone"]["_other"]: _iana_name(entry["mapZone"]["_type"])
        for entry in meta["metazones"]
        if entry["mapZone"]["_territory"] == WORLD
    }
    groups: Groups = {group: {WORLD: [zone]} for group, zone in best.items()}
    today = {_iana_name(zone): group for zone, group in _metazone_of_today("", meta["metazoneInfo"]["timezone"])}
    for country, zones in _countries().items():
        for zone in zones:
            if (group := today.get(zone)) in groups:
                groups[group].setdefault(country, []).append(zone)
    return {group: zones for group, zones in groups.items() if len(zones) > 1}


def _metazone_of_today(path: str, node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        last = node[-1]["usesMetazone"]
        if "_to" not in last:
            yield path, last["_mzone"]
        return
    for name, child in node.items():
        yield from _metazone_of_today(f"{path}/{name}" if path else name, child)


def _iana_name(zone: str) -> str:
    """Return IANA's name of a zone, for which CLDR keeps the first one that it had."""
    zones = {zone for of_country in zone_offsets.by_country().values() for zone in of_country}
    return zone if zone in zones else _links().get(zone, zone)


@functools.cache
def _links() -> dict[str, str]:
    table = resources.files("tzdata").joinpath("zoneinfo/tzdata.zi").read_text(encoding="utf-8")
    links = (line.split() for line in table.splitlines() if line.startswith("L "))
    return {link: target for _, target, link in links}


def _abbreviations() -> Groups:
    """Return the zones that have an abbreviation in the IANA database; `-03` and the like are none."""
    days = [datetime(YEAR, month, 15, tzinfo=UTC) for month in range(1, 13)]
    groups: Groups = defaultdict(dict)
    for country, zones in _countries().items():
        for zone in zones:
            for name in {day.astimezone(ZoneInfo(zone)).tzname() or "" for day in days}:
                if name.isalpha():
                    groups[IANA + name].setdefault(WORLD, [zone])
                    groups[IANA + name].setdefault(country, []).append(zone)
    return groups


def _countries() -> dict[str, list[str]]:
    return {country: list(zones) for country, zones in sorted(zone_offsets.by_country().items())}


def _all_names(dates: Path, groups: Groups) -> Iterator[tuple[str, list[str]]]:
    yield from ((name, group_ids.split("/")) for name, group_ids in MORE_NAMES.items())
    for group, spellings in _spellings(dates):
        for length in ("long", "short"):
            yield from ((name, [group]) for name in spellings.get(length, {}).values())
    yield from ((group, [group]) for group in groups if " " in group)
    yield from ((group.replace("Standard", "Daylight"), [group]) for group in groups if " Standard " in group)
    for line in DISPLAY_NAMES.read_text(encoding="utf-8").splitlines():
        group, _, name = line.partition("|")
        yield name, [group]
        yield from ((part, [group]) for part in name.split(", "))
    yield from ((group.removeprefix(IANA), [group]) for group in groups if group.startswith(IANA))


def _spellings(dates: Path) -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    """Yield each group with its names by length and kind, in each English locale."""
    for locale in LOCALES:
        file = dates / "main" / locale / "timeZoneNames.json"
        table = json.loads(file.read_bytes())["main"][locale]["dates"]["timeZoneNames"]["metazone"]
        yield from ((group, spellings) for group, spellings in table.items() if group != STATES_NAMESAKE)


def _offset_names(dates: Path, groups: Groups) -> Iterator[str]:
    """Yield the abbreviations of an offset, such as `EST` and `EDT`; `ET` is that of a zone."""
    yield from (name for name in MORE_NAMES if name.isupper() and len(name) >= SHORTEST_OFFSET and name not in PLACES)
    for _, spellings in _spellings(dates):
        yield from (name for kind, name in spellings.get("short", {}).items() if kind in ("standard", "daylight"))
    yield from (group.removeprefix(IANA) for group in groups if group.startswith(IANA))


if __name__ == "__main__":
    main()
