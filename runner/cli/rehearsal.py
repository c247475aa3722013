"""The sandbox of a rehearsal: an embedded API whose campaigns, like the state, are in the work folder."""

import contextlib
from collections.abc import Iterator

from runner.cli.context import Context
from runner.cli.settings import WORK_FOLDER, Settings
from runner.errors import StoreError, UsageError

START_OVER = f"delete `{WORK_FOLDER}`: the next rehearsal starts from scratch"
_BEGIN = "`campaigns apply --sandbox` begins a rehearsal"


def begin(settings: Settings) -> None:
    """Create a rehearsal's work folder, which git ignores; nothing for a real run."""
    if not settings.is_rehearsal:
        return
    try:
        settings.work_folder.mkdir(exist_ok=True)
        (settings.work_folder / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as exc:
        raise _unusable(settings, exc) from exc


def check_begun(settings: Settings) -> None:
    """Raise UsageError for a rehearsal that has no state yet; a real run has its own message."""
    if settings.is_rehearsal and settings.store.load()[0] is None:
        raise UsageError(f"nothing was rehearsed yet: there is no `{settings.store.shown}`", hint=_BEGIN)


def note_rehearsal(context: Context) -> None:
    """Say after a command with --sandbox that nobody was called, or that nothing was rehearsed yet."""
    state, _ = context.settings().store.load()
    rehearsed = f"a rehearsal, nobody was called; its state is in {WORK_FOLDER}/"
    context.terminal.note(f"sandbox: {rehearsed if state else f'nothing was rehearsed yet: {_BEGIN}'}")


@contextlib.contextmanager
def running_sandbox(context: Context, settings: Settings) -> Iterator[str]:
    """Serve the rehearsal's account while the block runs, and yield its URL; before the first rehearsal it is empty."""
    from runner.sandbox.app import Sandbox
    from runner.sandbox.server import running

    folder = settings.work_folder
    try:
        sandbox = Sandbox(
            now=context.now,
            log=lambda line: context.terminal.note(f"sandbox: {line}"),
            data=folder / "sandbox.sqlite" if folder.is_dir() else None,
            faults=getattr(context.args, "fault", ()),
        )
    except OSError as exc:
        raise _unusable(settings, exc) from exc
    with running(sandbox) as url:
        yield url


def _unusable(settings: Settings, exc: OSError) -> StoreError:
    return StoreError(
        f"the sandbox can't keep its data in `{settings.shown(settings.work_folder)}`: {exc.strerror or exc}",
        hint=START_OVER,
    )
