"""Records a campaign that exists already, after comparing it with its file."""

from runner.api.responses import Live
from runner.apply import executor, reconcile
from runner.cli import api_client, recorded, run_identity
from runner.cli.context import Context
from runner.cli.exit_codes import DIFFERS, FINDINGS
from runner.cli.planning import remote_lists
from runner.cli.settings import Settings
from runner.config import discovery
from runner.errors import UsageError
from runner.files.paths import real_path
from runner.formatting import quoted
from runner.plan import desired
from runner.plan.desired import Desired
from runner.report.text.findings import findings_text
from runner.state.record import Record
from runner.state.session import Ledger


def run(context: Context) -> int:
    settings = context.settings()
    wanted = _file(context, settings)
    if wanted.findings.has_errors or wanted.name is None:
        context.terminal.note(findings_text(wanted.findings))
        return FINDINGS
    with settings.store.lock(context.args.lock_timeout):
        ledger = Ledger(settings.store, settings.api)
        if wanted.name in ledger.records:
            raise UsageError(f"`{wanted.name}` is recorded already", hint="`campaigns status` shows it")
        recorded.check_free(context.args.id, ledger)
        live = _live(context, settings, wanted)
        record = _record(context, wanted, live)
        ledger.record({wanted.name: record})
    recorded.say(context, {wanted.name: record})
    return DIFFERS if record.differences else 0


def _file(context: Context, settings: Settings) -> Desired:
    wanted = context.args.file
    files = {real_path(str(path)): path for path in discovery.files(settings.directory)}
    # A finding names a file from the repository's root, wherever one stands.
    path = files.get(real_path(wanted)) or files.get(real_path(str(settings.root / wanted)))
    if path is None:
        folder = settings.shown(settings.directory)
        raise UsageError(
            f"{quoted(wanted)} isn't a campaign file in {quoted(folder)}", hint="name the campaign's file with --file"
        )
    return desired.load([path], settings.root, elsewhere=remote_lists(context, settings))[0]


def _live(context: Context, settings: Settings, wanted: Desired) -> Live:
    with context.terminal.working("asking the API"), api_client.opened(context, settings) as client:
        live = client.get(context.args.id)
    if live is None or live.id is None:
        raise UsageError("the API has no campaign of that id", hint="copy the id from the dashboard")
    if live.name != wanted.name:
        raise UsageError(
            f"{live.id} has another name than `{wanted.name}`", hint="a campaign is recorded under the name that it has"
        )
    return live


def _record(context: Context, wanted: Desired, live: Live) -> Record:
    pending = executor.pending(wanted)
    if pending is None:
        hint = "read its list with --fetch" if wanted.unread else "mend what `campaigns validate` says of it"
        raise UsageError(f"`{wanted.path}` isn't complete", hint=hint)
    intent = executor.intent(pending, context.now(), run_identity.of(context.environ))
    return reconcile.created(intent, live, context.now())
