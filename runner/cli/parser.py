"""The command line: commands, options and their help."""

import argparse
import functools
from typing import Any

from runner import __version__

EXIT_CODES = """\
exit codes:
  0    done, or nothing to do
  1    an error was found in the files: nothing was sent
  2    usage
  3    changes are pending (plan --detailed-exitcode)
  4    the program could not go on; what was created before that is recorded
  5    a campaign was rejected, or is not what was asked for
  6    the outcome of a create is unknown: run apply again, it looks first
  7    refused: not the plan that was approved, a limit was passed, or a file HOLD is there
  70   a bug in this program
  130, 143  stopped by a signal; recorded up to there
"""
ENCODINGS = (
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1254",
    "iso-8859-1",
    "iso-8859-2",
    "iso-8859-15",
    "mac-roman",
    "shift-jis",
    "gb18030",
)
"""What a list that isn't UTF-8 may be said to be in: nothing in it tells."""
_CHECK = "campaigns contacts check"
_FORMATS = ("text", "json")
_REVIEW = (*_FORMATS, "markdown", "github")


def parser() -> argparse.ArgumentParser:
    """Build the parser; `command` of its result names the module in `runner.cli.commands`."""
    shared = _shared()
    top = argparse.ArgumentParser(
        prog="campaigns",
        description="Campaigns as code: plan outbound call campaigns from files, and create each exactly once.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[shared],
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"campaigns {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    add = functools.partial(_add, commands, shared)
    _reviewing(add)
    _showing(add)
    _changing(add)
    _split(add)
    _lists(commands, shared)
    _rest(add)
    return top


def _add(
    commands: Any,
    shared: argparse.ArgumentParser,
    name: str,
    help_: str,
    example: str,
    formats: tuple[str, ...] = _FORMATS,
) -> argparse.ArgumentParser:
    """Add a command; one without formats has commands of its own."""
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help_,
        description=help_[0].upper() + help_[1:] + ".",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[shared],
        allow_abbrev=False,
    )
    if formats:
        command.add_argument("--format", choices=formats, default="text", help="how to write the result")
    return command


def _shared() -> argparse.ArgumentParser:
    """The options that may stand before or after the command."""
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--dir", metavar="DIR", help="the folder of campaign files (CAMPAIGNS_DIR, else campaigns)")
    shared.add_argument(
        "--state",
        metavar="STORE",
        help="the state: file:PATH, git:BRANCH[:PATH], github:BRANCH[:PATH] (CAMPAIGNS_STATE, else DIR/state.json)",
    )
    shared.add_argument("--color", choices=("auto", "always", "never"), help="colour the text (auto: on a terminal)")
    return shared


def _reviewing(add: Any) -> None:
    validate = add(
        "validate", "check the files, without network or key", "campaigns validate --format github", (*_REVIEW, "sarif")
    )
    validate.add_argument("paths", nargs="*", metavar="PATH", help="campaign files or folders (all of DIR)")
    validate.add_argument("--no-state", action="store_true", help="judge the files alone, as if nothing were recorded")
    plan = add("plan", "show what apply would do, without network or key", "campaigns plan --out plan.json", _REVIEW)
    _as_of(plan)
    plan.add_argument("--detailed-exitcode", action="store_true", help="exit 3 where changes are pending")
    plan.add_argument("--out", metavar="FILE", help="also write the plan as JSON, for apply --expect")
    for command in (validate, plan):
        _fetch(command)
    _online(plan)
    status = add("status", "show what is recorded", "campaigns status --refresh")
    history = add("history", "show how a campaign's record came about", 'campaigns history "Q4 Outreach Campaign"')
    history.add_argument("name", metavar="NAME", help="the campaignName")
    status.add_argument("--refresh", action="store_true", help="ask the API what each campaign is now (needs the key)")


def _showing(add: Any) -> None:
    report = add("report", "write the plan as a page to look at", "campaigns report --html plan.html")
    report.add_argument(
        "--html", metavar="FILE", required=True, help="the page, which needs no other file and no network"
    )
    calendar = add("calendar", "write the launches as a calendar's feed", "campaigns calendar --out campaigns.ics", ())
    calendar.set_defaults(format="text")
    calendar.add_argument("--out", metavar="FILE", help="write it there (stdout)")
    calendar.add_argument("--windows", action="store_true", help="also when the rules permit calls in each zone")
    for command in (report, calendar):
        _as_of(command)
        _fetch(command)


def _changing(add: Any) -> None:
    apply = add("apply", "create the new campaigns, each exactly once", "campaigns apply --sandbox --yes")
    apply.add_argument("--expect", metavar="HASH|FILE", help="refuse unless the plan is this one, or a part of FILE's")
    apply.add_argument("--yes", action="store_true", help="don't ask; implied by CI=true")
    apply.add_argument(
        "--sandbox", action="store_true", help="rehearse: nobody is dialled, the state is .campaigns/state.json"
    )
    _fetch(apply)
    _online(apply)
    _lock_timeout(apply)
    resolve = add(
        "resolve",
        "settle by hand what a run could not know, or take note of a difference",
        'campaigns resolve "Q4 Outreach Campaign" --created camp_XiQEBcj9cc5TFRB4',
    )
    resolve.add_argument("name", metavar="NAME", help="the campaignName")
    how = resolve.add_mutually_exclusive_group(required=True)
    how.add_argument("--created", metavar="ID", help="it exists, with this campaignId")
    how.add_argument("--not-created", action="store_true", help="it doesn't exist: the next apply may create it")
    how.add_argument("--accept", action="store_true", help="what differs is known, and was dealt with")
    _lock_timeout(resolve)
    unlock = add(
        "unlock",
        "end the hold of a run that died on what it was creating",
        "campaigns unlock --state git:campaign-state --yes",
    )
    unlock.add_argument("--yes", action="store_true", help="that run is surely dead: don't ask")
    _lock_timeout(unlock)
    import_ = add(
        "import",
        "record a campaign that exists already, after comparing it with its file",
        "campaigns import camp_XiQEBcj9cc5TFRB4 --file campaigns/q4.yaml",
    )
    import_.add_argument("id", metavar="ID", help="the campaignId")
    import_.add_argument("--file", required=True, metavar="PATH", help="the campaign file")
    _fetch(import_)
    _lock_timeout(import_)


def _split(add: Any) -> None:
    split = add(
        "split",
        "write a campaign for each clock that a campaign's people live by",
        "campaigns split campaigns/q4.yaml --by zone",
    )
    split.add_argument("file", metavar="FILE", help="the campaign file, which is put aside")
    split.add_argument("--by", choices=("zone",), required=True, help="what decides who is called when")
    _fetch(split)


def _lists(commands: Any, shared: argparse.ArgumentParser) -> None:
    lists = _add(commands, shared, "contacts", "check, mend, count or pin contact lists", f"{_CHECK} exports/*.csv", ())
    actions = lists.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = functools.partial(_add, actions, shared)
    check = add("check", "check lists alone, without a campaign file", f"{_CHECK} exports/*.csv", (*_REVIEW, "sarif"))
    fix = add(
        "fix",
        "write a copy of a list with all mended that has one reading",
        "campaigns contacts fix export.csv --default-region GB",
    )
    pin = add(
        "pin",
        "write the list's SHA-256 and rows into campaign files, and change nothing else in them",
        "campaigns contacts pin campaigns/q4.yaml",
    )
    stats = add(
        "stats",
        "count contacts, countries, and how well each variable is filled",
        "campaigns contacts stats campaigns/contacts/q4.csv",
    )
    check.add_argument("lists", nargs="+", metavar="CSV", help="a contact list, or with --fetch its address")
    stats.add_argument("lists", nargs="+", metavar="CSV", help="a contact list")
    fix.add_argument("list", metavar="CSV", help="the contact list, which stays as it is")
    for command in (check, fix, stats):
        command.add_argument("--phone-column", metavar="NAME", help="where more than one header could mean it")
    fix.add_argument("--out", metavar="FILE", help="the copy, which mustn't be there yet (CSV's name with .fixed.csv)")
    fix.add_argument(
        "--default-region", metavar="REGION", help="where numbers without a country code are, such as GB (they stay)"
    )
    fix.add_argument(
        "--encoding", choices=ENCODINGS, help="what the list is in, if not in UTF-8 and without a mark (it isn't read)"
    )
    for command in (check, pin):
        _fetch(command)
    pin.add_argument("paths", nargs="*", metavar="PATH", help="campaign files or folders (all of DIR)")


def _rest(add: Any) -> None:
    sandbox = add(
        "sandbox", "serve the API on this machine, for rehearsals", "campaigns sandbox --port 8765 --fault lost-reply"
    )
    sandbox.add_argument("--port", type=_port, default=8765, metavar="N", help="on 127.0.0.1 (8765; 0: any free one)")
    sandbox.add_argument("--data", metavar="FILE", help="keep its campaigns in this SQLite file (memory)")
    sandbox.add_argument("--account", metavar="FILE", help="JSON with the agents and phone numbers that it has")
    sandbox.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="NAME[:N]",
        help="misbehave N times (1); `list` names the faults",
    )
    init = add(
        "init", "write a first campaign, its contacts, a policy and the editor's schemas", "campaigns init --github"
    )
    init.add_argument("--github", action="store_true", help="also write workflows that plan, apply and look for drift")
    schema = add("schema", "print a JSON Schema", "campaigns schema campaign > campaign.schema.json")
    schema.add_argument(
        "name", nargs="?", metavar="NAME", help="campaign, plan, policy or state (campaign)", default="campaign"
    )
    completion = add("completion", "print a completion script for a shell", 'eval "$(campaigns completion bash)"')
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"))


def _fetch(command: argparse.ArgumentParser) -> None:
    command.add_argument("--fetch", action="store_true", help="read lists that are elsewhere (https, s3, gs, az)")


def _online(command: argparse.ArgumentParser) -> None:
    command.add_argument("--online", action="store_true", help="ask the API for agents and numbers (needs the key)")


def _as_of(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--as-of", metavar="INSTANT", help="judge times as of this instant, such as 2026-12-01T16:00:00Z"
    )


def _lock_timeout(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--lock-timeout", type=_seconds, default=60.0, metavar="SECONDS", help="wait so long for another run (60)"
    )


def _port(written: str) -> int:
    if not (written.isascii() and written.isdecimal() and len(written) <= 5 and int(written) <= 65535):
        raise argparse.ArgumentTypeError(f"{written!r} isn't a port, 0 to 65535")
    return int(written)


def _seconds(written: str) -> float:
    try:
        seconds = float(written)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86400:
        raise argparse.ArgumentTypeError(f"{written!r} isn't a number of seconds, 0 to 86400")
    return seconds
