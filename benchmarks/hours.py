"""Local hours: `plan` of a million contacts against reading and checking the same list alone.

One list has numbers in 40 zones and more; the other one has American numbers with columns of time zones, states and ZIP
codes, where one contact in ten has moved to another address. Whole processes, interleaved; the memory is the most that
one of them held.
"""

import random
import sys
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from benchmarks.campaign_text import campaign_text
from benchmarks.processes import CAMPAIGNS, compare
from runner.calling_hours.people import areas, postal_codes
from runner.phone_numbers.bulk import classify
from runner.phone_numbers.table import NumberInfo, number_infos

ROUNDS = 7
CONTACTS = 1_000_000
ZONES = 40
ZIPS = 41_000
GOAL, GOAL_WITH_COLUMNS = 1.5, 1.6
MOVED = 0.1
# Calling codes, with so many digits behind them as numbers there have.
CODES = {1: 10, 44: 10, 33: 9, 49: 11, 39: 10, 34: 9, 61: 9, 64: 9, 81: 10, 91: 10, 55: 11, 52: 10, 54: 11, 27: 9}
CODES |= {254: 9, 20: 10, 971: 9, 90: 10, 7: 10, 48: 9, 46: 9, 47: 8, 31: 9, 41: 9, 65: 8, 63: 10, 62: 10, 66: 9}
CODES |= {351: 9, 30: 10, 353: 9, 358: 9, 45: 8, 32: 9, 43: 10, 56: 9, 57: 10, 51: 9, 234: 10, 82: 10, 84: 9, 60: 9}
POLICY = "limits: {contactsPerCampaign: 0x, contactsPerApply: 0x}\n".replace("0x", str(CONTACTS))
PEOPLE = {"fixed-line", "mobile", "fixed-line-or-mobile"}


def main() -> None:
    _compare(_write_numbers, GOAL)
    _compare(_write_columns, GOAL_WITH_COLUMNS)


def _compare(write: Callable[[Path], str], goal: float) -> None:
    """Compare the commands on a list; `write` returns what is in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "campaigns"
        folder.mkdir()
        content = write(folder / "a.csv")
        (folder / "a.yaml").write_text(campaign_text("A", "a.csv", zone="Europe/Berlin", lines=5_000))
        (folder / "policy.yaml").write_text(POLICY)
        commands = {
            "contacts check": [CAMPAIGNS, "contacts", "check", str(folder / "a.csv")],
            "plan, with local hours": [CAMPAIGNS, "--dir", str(folder), "plan"],
        }
        usages = compare(commands, ROUNDS, cwd=name, codes=(0, 1))
    sys.stdout.write(f"{CONTACTS:,} {content}: median of {ROUNDS} rounds\n\n")
    sys.stdout.write("| run | s | vs. check alone | goal | memory, MB |\n|---|--:|--:|--:|--:|\n")
    for run, usage in usages.items():
        ratio = usage.time / usages["contacts check"].time
        limit = "" if run == "contacts check" else f"{goal}"
        sys.stdout.write(f"| {run} | {usage.time:.2f} | {ratio:.2f} | {limit} | {usage.memory:.0f} |\n")
    sys.stdout.write("\n")


def _write_numbers(path: Path) -> str:
    """Write a list of numbers of many countries."""
    zones = set[str]()
    with path.open("w") as out:
        out.write("Phone Number,customer_name,city,plan\n")
        for index, (number, info) in enumerate(_numbers([1, 1, 1, *CODES], number_infos())):
            zones.update(info.zones)
            out.write(f"+{number},Customer {index},Springfield,basic\n")
    assert len(zones) >= ZONES
    return f"contacts who may be in {len(zones)} zones"


def _write_columns(path: Path) -> str:
    """Write a list of American numbers with the addresses of their states, or of another one for who has moved."""
    chance, written, zips = random.Random(2), set[str](), _zips()
    at_home = {info: [area for area in zips if _may_be_in(info, area)] for info in number_infos()}
    everywhere = list(zips)
    with path.open("w") as out:
        out.write("Phone Number,customer_name,city,plan,timezone,state,zip\n")
        for index, (number, info) in enumerate(_numbers([1], {info for info, own in at_home.items() if own})):
            area = chance.choice(at_home[info] if chance.random() > MOVED else everywhere)
            zones = areas.zones(area)
            code, zone = chance.choice(zips[area]), chance.choice([z for z in info.zones if z in zones] or zones)
            state = areas.state(area).removeprefix("US-")
            written.add(code)
            out.write(f"+{number},Customer {index},Springfield,basic,{zone},{state},{code}\n")
    assert len(written) > 0.9 * ZIPS
    return f"contacts with a time zone, a state and one of {len(written):,} ZIP codes"


def _zips() -> dict[str, list[str]]:
    """Return as many ZIP codes as there are, by the state or the part of it that they are in."""
    result: dict[str, list[str]] = defaultdict(list)
    for code in (f"{number:05}" for number in random.Random(3).sample(range(1_000, 100_000), ZIPS)):
        if area := postal_codes.read(code).code("US"):
            result[area].append(code)
    return result


def _may_be_in(info: NumberInfo, area: str) -> bool:
    """Whether a number's area code is in an area, and one of its zones."""
    state = areas.state(area).removeprefix("US-")
    return state in info.states and any(zone in info.zones for zone in areas.zones(area))


def _numbers(codes: Sequence[int], among: Collection[NumberInfo]) -> Iterator[tuple[int, NumberInfo]]:
    """Yield different numbers of people that can exist, with what is known of them: one of `among`."""
    chance, known, infos = random.Random(1), set[int](), number_infos()
    wanted = {number_class for number_class, info in enumerate(infos) if info in among and info.type in PEOPLE}
    while True:
        drawn = array("Q", (_drawn(chance, codes) for _ in range(500_000)))
        for number, number_class in zip(drawn, classify(drawn), strict=True):
            if number_class in wanted and number not in known:
                known.add(number)
                yield number, infos[number_class]
                if len(known) == CONTACTS:
                    return


def _drawn(chance: random.Random, codes: Sequence[int]) -> int:
    code = chance.choice(codes)
    digits = CODES[code]
    return code * int(10**digits) + chance.randrange(int(10 ** (digits - 1)), int(10**digits))


if __name__ == "__main__":
    main()
