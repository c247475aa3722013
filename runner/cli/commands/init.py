"""Writes a first campaign, its contacts, a policy and the schemas for an editor, and workflows; overwrites nothing."""

from datetime import datetime, timedelta
from pathlib import Path

from runner.cli.context import Context
from runner.config import discovery, schema
from runner.errors import StoreError
from runner.files import paths
from runner.files.atomic import AtomicFile
from runner.report import json_output

LEAD = timedelta(days=30)

_SCHEMAS = ("campaign", "policy")
_WORKFLOWS = ("plan", "apply", "drift")
_RUNNER = Path(__file__).parent.parent.parent
_PACKAGED = _RUNNER / "workflows"
_EXAMPLES = _PACKAGED if _PACKAGED.is_dir() else _RUNNER.parent / "examples" / "workflows"
_CAMPAIGN = """\
# yaml-language-server: $schema={schema}
campaignName: First campaign            # unique in the account
sipPhoneNumber: "+14155550100"          # yours, enabled for outbound calls
agentId: replace-with-your-agent        # from the dashboard
isScheduled: true                       # false dials as soon as the campaign is created
scheduledDate: {date}
scheduledTime: 14:00:00                 # local time in scheduledTimezone
scheduledTimezone: America/New_York
concurrentCalls: 2
dynamicVariables: {{customer_name: there}}   # where the list has no value
contacts: contacts/first.csv
"""
_POLICY = """\
# yaml-language-server: $schema={schema}
# What one apply may send at most; these are the defaults. Beyond a limit apply refuses, and sends nothing.
limits:
  newCampaigns: 100             # created in one apply
  contactsPerCampaign: 250000
  contactsPerApply: 500000
  minimumLeadMinutes: 0         # left before a scheduled launch when apply begins to create
  immediateLaunches: true       # false: every campaign needs a date, a time and a zone
# Plan warns where more than this share of a new campaign's people are called by another one within these days.
overlap:
  share: 0.2
  days: 7
  callsPerWeek: 7               # in any 7 days one person is called by no more campaigns, else plan warns
# How bad some findings are: error (apply refuses then), warning or info.
findings:
  phone-impossible: warning     # nobody can have such a number
  phone-type: warning           # premium-rate, shared-cost and toll-free numbers
  people-often: warning         # over callsPerWeek
  list-public: warning          # the list can be read by everybody
  calling-hours: warning        # outside the hours of a rule (docs/calling-hours.md)
  calling-holiday: warning      # on a holiday on which a rule permits no calls
  calling-hours-unsure: warning # perhaps one of both
  agent-missing: error          # these five where --online asks the API: no such agent in the account
  agent-not-live: warning
  number-missing: error
  number-inactive: warning
  placeholder-unfilled: warning # by no column and no default
"""
_CONTACTS = "Phone Number,customer_name\n+14155550101,Ada\n+14155550102,\n"
_NEXT = "next: put your number, agent and list in, then `campaigns plan`"
_NEXT_ON_GITHUB = (
    "for GitHub: put the owner of your copy of the action in for `your-org`, and the secret SIGMAMIND_API_KEY into an\n"
    "environment `campaigns`; what a workflow needs is at its top"
)


def run(context: Context) -> int:
    directory = context.directory()
    root = paths.repository(directory)
    files = _files(directory, root, context.now())
    if context.args.github:
        files |= _workflows(directory, root)
    written: list[str] = []
    kept: list[str] = []
    for path, content in files.items():
        (written if _write(path, content) else kept).append(paths.display_path(path, Path.cwd()))
    if context.args.format == "json":
        context.terminal.say(json_output.dumps({"version": json_output.VERSION, "written": written, "kept": kept}))
    else:
        lines = [*(f"wrote {path}" for path in written), *(f"kept  {path}, which was there" for path in kept)]
        then = [_NEXT, _NEXT_ON_GITHUB] if context.args.github else [_NEXT]
        context.terminal.say("\n".join([*lines, "", *then]))
    return 0


def _files(directory: Path, root: Path, now: datetime) -> dict[Path, str]:
    up = "../" * len(directory.relative_to(root).parts)
    line = f"{up}schemas/{{}}.schema.json"
    schemas = {root / "schemas" / f"{name}.schema.json": json_output.dumps(schema.load(name)) for name in _SCHEMAS}
    # A policy under its other name is the policy: a second one would be an error.
    policy = next(
        (path for name in discovery.POLICY if (path := directory / name).exists()), directory / discovery.POLICY[0]
    )
    date = f"{(now + LEAD):%Y-%m-%d}"
    return {
        directory / "first.yaml": _CAMPAIGN.format(schema=line.format("campaign"), date=date),
        directory / "contacts" / "first.csv": _CONTACTS,
        policy: _POLICY.format(schema=line.format("policy")),
        **schemas,
    }


def _workflows(directory: Path, root: Path) -> dict[Path, str]:
    """The examples as they are, but that another folder than the action's default is named."""
    name = paths.display_path(directory, root)
    command = "          command: "
    named = command if name == "campaigns" else f"          dir: {json_output.dumps(name)}{command}"
    return {
        root / ".github" / "workflows" / f"campaigns-{each}.yml": (
            (_EXAMPLES / f"{each}.yml").read_text(encoding="utf-8").replace(command, named)
        )
        for each in _WORKFLOWS
    }


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
