"""Records a campaign that exists already, after comparing it with its file."""

import argparse
from dataclasses import replace

from runner.api import responses
from runner.api.responses import Live
from runner.apply.create import NewCampaign
from runner.apply.recording import created_record
from runner.cli import recorded, rehearsal, run_identity
from runner.cli.context import Context
from runner.cli.exit_codes import DIFFERS, FINDINGS
from runner.cli.options import add_fetch, add_format, add_lock_timeout, add_sandbox
from runner.cli.planning import remote_lists
from runner.cli.selection import campaign_file
from runner.errors import UsageError
from runner.findings import Severity
from runner.plan import fingerprint
from runner.plan.campaign_files import load_files
from runner.plan.desired import Desired
from runner.plan.imported import held_campaign
from runner.plan.policy import read_policy
from runner.report.text.findings import findings_text
from runner.state.record import Record
from runner.state.session import Ledger


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("id", metavar="ID", help="the campaignId")
    parser.add_argument("--file", required=True, metavar="PATH", help="the campaign file")
    add_fetch(parser)
    add_sandbox(parser)
    add_lock_timeout(parser)


def run(context: Context) -> int:
    settings = context.settings()
    path = campaign_file(context.args.file, settings, hint="name the campaign's file with --file")
    policy = read_policy(settings.folders, settings.root, settings.cache)
    lists = remote_lists(context, settings)
    desired = load_files([path], settings.root, settings.directory, elsewhere=lists, leave_out=policy.leaves_out)[0]
    softer = {code: severity for code, severity in policy.severities.items() if severity is not Severity.ERROR}
    findings = desired.findings.with_severities(softer)
    if findings.has_errors or desired.name is None:
        context.terminal.note(findings_text(findings))
        return FINDINGS
    rehearsal.begin(settings)
    with settings.store.lock(context.args.lock_timeout):
        ledger = Ledger(settings.store, settings.api, settings.folder)
        if desired.name in ledger.records:
            raise UsageError(f"`{desired.name}` is recorded already", hint="`campaigns status` shows it")
        recorded.check_unrecorded(context.args.id, desired.name, ledger)
        live = recorded.read_campaign(context, settings, context.args.id, desired.name, ledger)
        new = _complete(desired)
        record = _record(context, new, live)
        ledger.record({desired.name: record})
    request, launch_at = fingerprint.recorded_request(new.campaign), new.launch.instant
    differences = responses.differences(request, launch_at, live, context.now())
    shown = replace(record, differences=differences)
    if record.launchAt is None:  # it dials already: only its file says when it was to dial
        shown = replace(shown, request=request, launchAt=launch_at)
    recorded.show(context, {desired.name: shown})
    context.terminal.note("the account doesn't say which contacts and default values it has: recorded as in the file")
    if differences:
        context.terminal.note("to agree, correct the file until `campaigns plan` says `unchanged`")
    return DIFFERS if differences else 0


def _complete(desired: Desired) -> NewCampaign:
    new = NewCampaign.of(desired)
    if new is None:
        hint = "read its list with --fetch" if desired.unread else "fix what `campaigns validate` reports"
        raise UsageError(f"`{desired.path}` isn't complete", hint=hint)
    return new


def _record(context: Context, new: NewCampaign, live: Live) -> Record:
    """Return the record of what the account holds, in place of what the file says."""
    held, launch_at = held_campaign(new.campaign, new.launch.instant, live)
    intent = replace(
        new.intent(context.now(), run_identity.of(context.environ)),
        request=fingerprint.recorded_request(held),
        fingerprint=fingerprint.fingerprint(held.request(), new.contacts.digest),
        launchAt=launch_at,
        imported=True,
        file=None,
    )
    return created_record(intent, live, context.now())
