"""Writes a campaign for each clock that one campaign's people live by."""

import json
import os
from pathlib import Path

from runner.calling_hours import split
from runner.calling_hours.split import PartFiles
from runner.cli.context import Context
from runner.cli.planning import read, recorded_campaigns
from runner.cli.settings import Settings
from runner.config import discovery
from runner.contacts.csvfile import opening
from runner.errors import RefusedError, StoreError, UsageError
from runner.files.atomic import AtomicFile
from runner.files.paths import real_path
from runner.formatting import count, one_line, quoted
from runner.plan.change import Change
from runner.report.json_output import VERSION

LEFT = ".split"
"""What is put behind the name of the old file, so that it is no campaign any more."""


def run(context: Context) -> int:
    settings = context.settings()
    file = _file(context, settings)
    records = recorded_campaigns(settings)
    made = read(context, settings, records).against(records, context.now())
    change = next(one for one in made.changes if one.path == settings.shown(file))
    pieces = _pieces(change)
    _write(file, pieces)
    written = [settings.shown(file.with_name(piece.name)) for piece in pieces]
    left = settings.shown(file.with_name(file.name + LEFT))
    if context.args.format == "json":
        campaigns = [{"path": path, "contacts": p.contacts} for path, p in zip(written, pieces, strict=True)]
        context.terminal.say(json.dumps({"version": VERSION, "campaigns": campaigns, "left": left}))
    else:
        pairs = zip(written, pieces, strict=True)
        lines = [f"{one_line(path)}: {count(piece.contacts, 'contact')}" for path, piece in pairs]
        context.terminal.say(
            "\n".join([*lines, f"{one_line(left)}: the old file, no campaign any more; delete it", ""])
        )
    return 0


def _file(context: Context, settings: Settings) -> Path:
    wanted = context.args.file
    files = {real_path(str(path)): path for path in discovery.files(settings.directory)}
    path = files.get(real_path(wanted)) or files.get(real_path(str(settings.root / wanted)))
    if path is None:
        folder = settings.shown(settings.directory)
        raise UsageError(f"{quoted(wanted)} isn't a campaign file in {quoted(folder)}", hint="name a campaign's file")
    return path


def _pieces(change: Change) -> tuple[PartFiles, ...]:
    if not change.would_send or change.action == "unknown":
        hint = "only a campaign that isn't sent yet can be split"
        raise RefusedError(f"`{change.path}` is recorded, or has errors", hint=hint)
    wanted, assessment = change.desired, change.hours
    if (
        wanted is None
        or wanted.document is None
        or wanted.campaign is None
        or wanted.contacts is None
        or assessment is None
    ):
        raise RefusedError(f"`{change.path}` has errors, or its list was not read", hint="see `campaigns validate`")
    with opening.open_list(wanted.contacts.csv) as given:
        if given.encrypted or "://" in wanted.campaign.contacts.path:
            hint = "split it where the list comes from"
            raise RefusedError(
                "the list is kept out of this repository in the clear, and parts of it would lie in it", hint=hint
            )
    if not assessment.alternatives.split:
        what = "no rule stands against its start" if assessment.passed else "no split passes"
        raise RefusedError(f"`{change.path}` isn't split: {what}", hint="`campaigns plan` shows when people are called")
    return split.split_campaign(wanted.document, wanted.campaign, wanted.contacts, assessment.alternatives.split)


def _write(file: Path, pieces: tuple[PartFiles, ...]) -> None:
    """Write all, or nothing: the old file is put aside last, and what was written goes where something fails."""
    done: list[Path] = []
    try:
        for piece in pieces:
            for path, content in (
                (file.parent / piece.list_name, piece.list),
                (file.with_name(piece.name), piece.text.encode()),
            ):
                with AtomicFile(path.parent, 0o644) as draft:
                    draft.file.write(content)
                    draft.commit(path, new=True)
                done.append(path)
        os.link(file, file.with_name(file.name + LEFT))
        file.unlink()
    except OSError as exc:
        for path in done:
            path.unlink(missing_ok=True)
        if isinstance(exc, FileExistsError):
            raise UsageError("a file of that name is there already", hint="remove what an earlier split wrote") from exc
        raise StoreError(
            f"the parts can't be written: {exc.strerror}", hint="see that the folder can be written to"
        ) from exc
