"""Writes a first campaign and its contacts, defaults, a policy, schemas, and workflows; overwrites nothing."""

import argparse
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from runner.cli import default_branch, workflows
from runner.cli.context import Context
from runner.cli.default_branch import DefaultBranch
from runner.cli.options import add_format
from runner.config import discovery, placeholders, schema
from runner.errors import StoreError, UsageError
from runner.files import paths
from runner.files.atomic import AtomicFile
from runner.report import json_output

LEAD = timedelta(days=30)

_SCHEMAS = ("campaign", "defaults", "policy")
_CAMPAIGN = """\
# yaml-language-server: $schema={schema}
campaignName: First campaign            # unique in the account
sipPhoneNumber: "{number}"          # yours, enabled for outbound calls
agentId: {agent}        # from the dashboard
isScheduled: true                       # false dials as soon as the campaign is created
scheduledDate: {date}
scheduledTime: 14:00:00                 # local time in scheduledTimezone
scheduledTimezone: America/New_York
concurrentCalls: 2
dynamicVariables: {{customer_name: there}}   # used where the list has no value
contacts: contacts/first.csv
"""
_DEFAULTS = """\
# yaml-language-server: $schema={schema}
# Values that campaigns in this folder, and in those below it, share. A campaign's own file wins.
# To use a line, delete its `# `, and delete the key in the campaigns.
# sipPhoneNumber: "{number}"
# agentId: {agent}
# scheduledTimezone: America/New_York
# concurrentCalls: 2
# dynamicVariables: {{customer_name: there}}
# contacts: {{phoneColumn: Phone Number, requiredVariables: [customer_name], blankValues: ["NULL", N/A]}}
"""
_POLICY = """\
# yaml-language-server: $schema={schema}
# Limits on one apply; these are the defaults. If one is exceeded, apply refuses and sends nothing.
limits:
  newCampaigns: 100             # campaigns created in one apply
  contactsPerCampaign: 250000
  contactsPerApply: 500000
  concurrentCalls: 100          # lines of one campaign
  minimumLeadMinutes: 0         # minimum time between apply and a scheduled launch
  immediateLaunches: true       # false: every campaign needs a date, a time and a zone
# scheduled: a merged edit of schedule, agent, number or lines changes a campaign that doesn't dial yet.
updates: never
# Campaigns in the account that belong to others: status and drift don't list them.
# otherCampaigns: ["Support *"]
# Plan warns if another campaign calls more than this share of a new campaign's people within these days.
overlap:
  share: 0.2
  days: 7
  callsPerWeek: 7               # calls to one person in any 7 days, over all campaigns; more is a warning
# How old the consent that a campaign file names may be at its launch.
consent:
  maxAgeDays: 548               # 18 months
# Severity of some findings: error (apply refuses), warning or info.
findings:
  phone-impossible: warning     # a number that can't exist
  phone-type: warning           # premium-rate, toll-free, satellite and other special numbers
  value-placeholder: error      # NULL, N/A and the like where a value is needed
  people-often: warning         # more than callsPerWeek
  list-public: warning          # the list is in a public repository
  schedule-ignored: error       # a date, time or zone beside isScheduled: false
  date-far: warning             # a launch more than five years ahead
  consent-old: warning          # older than maxAgeDays at the launch
  calling-hours: warning        # outside the hours of a rule, or at night where none is known
  calling-holiday: warning      # on a holiday on which a rule permits no calls
  calling-hours-unsure: warning # possibly one of the two
  place-unreadable: warning     # a cell of a time zone, state or postal code that can't be read, or names no place
  place-contradicts: warning    # columns and numbers that disagree on where contacts are
  agent-missing: error          # this and the next four: only with --online
  agent-not-live: warning
  number-missing: error
  number-inactive: warning
  placeholder-unfilled: warning # an agent's placeholder without a column or default
"""
_NEXT = "next: fill in your number, agent and list: apply sends nothing before. Then run `campaigns plan`"
_NEXT_ON_GITHUB = (
    "for GitHub: store SIGMAMIND_API_KEY as a secret of an environment `campaigns`; each workflow's first lines say\n"
    "what else it needs"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument(
        "--github", action="store_true", help="also write workflows that plan, apply, postpone and detect drift"
    )
    parser.add_argument(
        "--action",
        metavar="OWNER/REPO@SHA",
        help="with --github: the action that they use, at a commit of your copy (default: the commit on GitHub that "
        "this program was installed from)",
    )
    parser.add_argument("--ghes", action="store_true", help="with --github: for GitHub Enterprise Server")


def run(context: Context) -> int:
    args, directory = context.args, context.directory()
    root = paths.repository(directory)
    files, branch, action = _files(directory, root, context.now()), None, _action(args)
    if args.github:
        branch = default_branch.read(root, context.environ)
        files |= workflows.texts(directory, root, workflows.Host(branch.name, action, enterprise=args.ghes))
    elif args.action is not None or args.ghes:
        raise UsageError("--action and --ghes are for the workflows of --github", hint="add --github")
    new = {path: content for path, content in files.items() if _write(path, content)}
    written = [paths.display_path(path, Path.cwd()) for path in new]
    kept = [paths.display_path(path, Path.cwd()) for path in files if path not in new]
    if args.format == "json":
        outcome: dict[str, Any] = {"version": json_output.VERSION, "written": written, "kept": kept}
        context.terminal.say(json_output.dumps(outcome | ({"branch": branch.name} if branch else {})))
    else:
        lines = [*(f"wrote {path}" for path in written), *(f"kept  {path}, which exists already" for path in kept)]
        text = "".join(new.values())
        next_steps = [] if branch is None else _next_on_github(branch, action, text, list(files))
        context.terminal.say("\n".join([*lines, "", _NEXT, *next_steps]))
    return 0


def _action(args: argparse.Namespace) -> str | None:
    """Return the action that is asked for, else what the program was installed from; None where neither is known."""
    if args.action is not None:
        return workflows.parse_action(args.action)
    return workflows.installed_action(enterprise=args.ghes) if args.github else None


def _next_on_github(branch: DefaultBranch, action: str | None, written: str, files: Sequence[Path]) -> Iterator[str]:
    """Yield what is left to do, by the text that was written, and by what all the files have now."""
    yield _NEXT_ON_GITHUB
    if "branches: [" in written:
        yield branch.sentence
    if action is not None and action in written:
        yield f"the workflows use {action}"
    if any(workflows.PLACEHOLDER.encode() in path.read_bytes() for path in files if path.is_file()):
        yield f"fill in the action: replace `{workflows.PLACEHOLDER}` in the workflows by OWNER/REPO@SHA"


def _files(directory: Path, root: Path, now: datetime) -> dict[Path, str]:
    up = "../" * len(directory.relative_to(root).parts)
    line = f"{up}schemas/{{}}.schema.json"
    schemas = {root / "schemas" / f"{name}.schema.json": json_output.dumps(schema.load(name)) for name in _SCHEMAS}
    policy, defaults = _there_or_new(directory, discovery.POLICY), _there_or_new(directory, discovery.DEFAULTS)
    date = f"{(now + LEAD):%Y-%m-%d}"
    return {
        directory / "first.yaml": _CAMPAIGN.format(
            schema=line.format("campaign"), number=placeholders.NUMBER, agent=placeholders.AGENT, date=date
        ),
        directory / "contacts" / "first.csv": placeholders.LIST,
        defaults: _DEFAULTS.format(
            schema=line.format("defaults"), number=placeholders.NUMBER, agent=placeholders.AGENT
        ),
        policy: _POLICY.format(schema=line.format("policy")),
        **schemas,
    }


def _there_or_new(directory: Path, names: Sequence[str]) -> Path:
    """Return the file of one of these names, the first name where there is none: a second file would be an error."""
    return next((path for name in names if (path := directory / name).exists()), directory / names[0])


def _write(path: Path, content: str) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with AtomicFile(path.parent) as draft:
            draft.file.write(content.encode())
            draft.commit(path, new=True)
    except FileExistsError:
        return False
    except OSError as exc:
        raise StoreError(f"`{path}` can't be written: {exc.strerror}", hint="check the folder's permissions") from exc
    return True
