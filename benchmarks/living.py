"""A repository in use: plan of a new campaign beside past ones and some ahead, against plan without the past ones."""

import argparse
import os
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.campaign_text import TODAY, campaign_text
from benchmarks.processes import CAMPAIGNS, compare
from runner.apply.create import NewCampaign
from runner.cli import run_identity
from runner.config import discovery
from runner.plan.campaign_files import load_files
from runner.state.record import State
from runner.state.stores.file import FileStore

PAST, AHEAD, ROWS = 500, 5, 20_000
ROUNDS = 7
GOAL = 1.6
AS_OF = 50
"""How many days from today the repository is looked at; all were created today."""
POLICY = "limits: {contactsPerCampaign: 1000000, contactsPerApply: 1000000}\n"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--past", type=int, default=PAST)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given, _ = parser.parse_known_args()
    as_of = f"{TODAY + timedelta(days=AS_OF)}T00:00:00Z"
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "alone" / "campaigns", 0, given.rows)
        write(Path(folder) / "living" / "campaigns", given.past, given.rows)
        commands = {
            name: [CAMPAIGNS, "--dir", f"{folder}/{where}/campaigns", *arguments]
            for name, where, arguments in (
                ("plan, the others alone", "alone", ("plan", "--as-of", as_of)),
                ("plan", "living", ("plan", "--as-of", as_of)),
                ("validate, which reads every list", "living", ("validate",)),
            )
        }
        usages = compare(commands, given.rounds, cwd=folder)
    sys.stdout.write(
        f"{given.past:,} past campaigns, {AHEAD} ahead and a new one, each of {given.rows:,} contacts: whole "
        f"processes, median of {given.rounds} interleaved rounds\n\n"
        "| command | s | vs. the others alone | goal | memory, MB |\n|---|--:|--:|--:|--:|\n"
    )
    alone = usages["plan, the others alone"].time
    for name, usage in usages.items():
        goal = f"{GOAL}" if name == "plan" else ""
        sys.stdout.write(f"| {name} | {usage.time:.2f} | {usage.time / alone:.2f} | {goal} | {usage.memory:.0f} |\n")


def write(campaigns: Path, past: int, rows: int) -> None:
    """Write a repository whose campaigns are recorded as created, all but one."""
    (campaigns / "contacts").mkdir(parents=True)
    (campaigns / "policy.yaml").write_text(POLICY)
    for number in range(past):
        _write_campaign(campaigns, f"past-{number}", 15 + number % 21, number + AHEAD + 1, rows)
    for number in range(AHEAD):
        _write_campaign(campaigns, f"ahead-{number}", AS_OF + 12 + number, number + 1, rows)
    _record(campaigns)
    _write_campaign(campaigns, "new", AS_OF + 14, 0, rows)


def _write_campaign(campaigns: Path, name: str, days: int, number: int, rows: int) -> None:
    (campaigns / f"{name}.yaml").write_text(
        campaign_text(name, f"contacts/{name}.csv", launch=TODAY + timedelta(days=days))
    )
    people = range(number * rows, (number + 1) * rows)
    lines = [f"+{_number(person)},Customer {person % 1_013},{person * 7}\n" for person in people]
    (campaigns / "contacts" / f"{name}.csv").write_text("Phone Number,customer_name,order_id\n" + "".join(lines))


def _number(person: int) -> int:
    """Return a phone number of North America, another one for each person."""
    return 14_150_000_000 + person // 7_900_000 * 950_000_000 + 2_000_000 + person % 7_900_000


def _record(campaigns: Path) -> None:
    """Write the state that apply would have left."""
    now, identity = datetime.now(UTC), run_identity.of(os.environ)
    files = load_files(discovery.files(campaigns), campaigns.parent, campaigns)
    created = filter(None, map(NewCampaign.of, files))
    records = {
        new.name: replace(new.intent(now, identity), status="created", campaignId=f"camp_{index:016}")
        for index, new in enumerate(created)
    }
    path = campaigns / "state.json"
    FileStore(path, path.name).replace(State("0" * 32, 1, "https://api.sigmamind.ai", records, "campaigns"), None)


if __name__ == "__main__":
    main()
