"""A list with an opt-out column, place columns and words for no value, against the same list without these columns.

Whole processes, interleaved, on a million rows: `contacts check`, which looks at each cell, and `plan`, which also
locates everybody and leaves out who opted out, one contact in a hundred. `--rows` and `--rounds` make it shorter.
"""

import argparse
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.campaign_text import campaign_text
from benchmarks.processes import CAMPAIGNS, Usage, run

POLICY = "limits: {contactsPerCampaign: 20000000, contactsPerApply: 20000000}\nsuppressed: leave-out\n"
AREAS = (201, 202, 203, 205, 206, 207, 208, 209, 210)
PLACES = (("NJ", "07030"), ("DC", "20001"), ("CT", "06101"), ("AL", "35203"), ("WA", "98101"), ("ME", "04101"))
COMMANDS = ((("contacts", "check", "campaigns/list.csv"), 0.0), (("plan",), 0.01))
PLAIN = "Phone Number,customer_name,city,plan"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    given, _ = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        for command, opted_out in COMMANDS:
            _compare(Path(folder) / command[0], command, opted_out, given.rows, given.rounds)


def _compare(folder: Path, command: Sequence[str], opted_out: float, rows: int, rounds: int) -> None:
    repositories = {wide: _repository(folder / str(wide), rows, opted_out if wide else None) for wide in (False, True)}
    usages = {wide: Usage() for wide in repositories}
    for round_ in range(rounds + 1):  # the first one warms the disk's cache
        for wide, repository in repositories.items():
            seconds = run([CAMPAIGNS, *command], cwd=repository).seconds
            usages[wide].seconds += [seconds] if round_ else []
    without, with_columns = usages[False].time, usages[True].time
    ratio = with_columns / without
    name = " ".join(command[:2])
    print(f"{name}, {rows:,} rows: without {without:.2f} s, with the columns {with_columns:.2f} s, {ratio:.2f} times")


def _repository(root: Path, rows: int, opted_out: float | None) -> Path:
    """Write a campaign and its list; with the columns, where a share of its contacts is `opted_out`."""
    campaigns = root / "campaigns"
    campaigns.mkdir(parents=True)
    (campaigns / "columns.yaml").write_text(campaign_text("Columns", "list.csv", lines=500))
    (campaigns / "policy.yaml").write_text(POLICY)
    chance = random.Random(1)
    with (campaigns / "list.csv").open("w", encoding="utf-8") as file:
        file.write(PLAIN + (",Do Not Call,State,Zip,note\n" if opted_out is not None else "\n"))
        for row in range(rows):
            number = f"+1{AREAS[row % len(AREAS)]}{2_000_000 + row // len(AREAS):07}"
            line = f"{number},Contact {row},Springfield,gold"
            if opted_out is not None:
                state, code = chance.choice(PLACES)
                flag = "TRUE" if chance.random() < opted_out else chance.choice(("FALSE", ""))
                note = "N/A" if chance.random() < 0.2 else "renews"
                line += f",{flag},{state},{int(code) + chance.randrange(90):05},{note}"
            file.write(line + "\n")
    return root


if __name__ == "__main__":
    main()
