"""What `campaigns split` has written or would write, as text and as JSON."""

import json
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from runner import timezones
from runner.findings import Severity
from runner.formatting import count, one_line, printable, shell_quote
from runner.plan.change import Change
from runner.report.json_output import VERSION
from runner.split.part_files import PartFiles
from runner.split.part_names import branch_name
from runner.split.waves import Waves


@dataclass(frozen=True, slots=True)
class SplitReport:
    """A split of the campaign file `path` into parts; `renamed` is what became of it.

    `defaults` is the file of defaults from which the campaign and its parts have values. `tracked` says whether git has
    the old file, None where there is no git repository. `from_here` returns a path in the repository as a command in
    the current folder takes it.
    """

    path: str
    name: str
    defaults: str | None
    parts: Sequence[PartFiles]
    waves: Waves | None
    left_out: int
    renamed: str
    dry_run: bool
    tracked: bool | None
    from_here: Callable[[str], str]

    def beside(self, name: str) -> str:
        """Return the path of a part's file, relative to the repository."""
        return posixpath.normpath(PurePosixPath(self.path).parent / name)


def split_json(report: SplitReport) -> str:
    seed = report.waves.seed if report.waves else None
    order = {"order": "list" if seed is None else "random", "seed": seed} if report.waves else {}
    return json.dumps(
        {
            "version": VERSION,
            "campaigns": [_part_json(report, part) for part in report.parts],
            **order,
            "leftOut": report.left_out,
            "left": report.renamed,
            "dryRun": report.dry_run,
        }
    )


def _part_json(report: SplitReport, part: PartFiles) -> Mapping[str, Any]:
    start = part.part.start
    return {
        "path": report.beside(part.names.file),
        "campaignName": part.names.campaign,
        "contacts": part.contacts,
        "launchAt": timezones.format_utc(start),
        "scheduledDate": f"{start:%Y-%m-%d}",
        "scheduledTime": f"{start:%H:%M:%S}",
        "scheduledTimezone": part.part.zone,
        **({"wave": part.part.wave} if part.part.wave else {}),
    }


def split_text(report: SplitReport) -> str:
    """Return the parts, who is left out, how contacts were chosen, and what to do next."""
    lines = [
        f"{one_line(report.beside(part.names.file))}: {count(part.contacts, 'contact')}, "
        f"starts {timezones.format_local(part.part.start)}"
        for part in report.parts
    ]
    if report.left_out:
        lines.append(f"{count(report.left_out, 'contact')} left out of what is sent: in no part")
    if report.waves and report.waves.seed is not None:
        lines.append(f"contacts chosen at random: `--seed {report.waves.seed}` chooses the same ones again")
    if report.dry_run:
        return "\n".join([*lines, "dry run: nothing was written", ""])
    lines.append(f"{one_line(report.renamed)}: the old file, no longer a campaign; delete it")
    return "\n".join([*lines, *_next_steps(report), ""])


def _next_steps(report: SplitReport) -> list[str]:
    """Return the commands that propose the first wave alone, or send it where there is no git; none without waves."""
    if report.waves is None:
        return []
    first = [part for part in report.parts if part.part.wave == 1]
    launch = timezones.format_local(min(part.part.start for part in first))
    campaigns = [report.from_here(report.beside(part.names.file)) for part in first]
    if report.tracked is None:
        return [
            "",
            f"next, send the first wave alone, before {launch}:",
            f"  campaigns apply --only {_quoted(campaigns)}",
            "the other waves stay here; after each launch, look at `campaigns status --refresh`,",
            "then send the next wave the same way",
        ]
    lists = [report.from_here(report.beside(part.names.list)) for part in first]
    defaults = [] if report.defaults is None else [report.from_here(report.defaults)]
    branch = branch_name(report.path, first[0].part)
    title = f"{report.name}: {first[0].part.label.partition(',')[0]}"
    return [
        "",
        f"next, propose the first wave alone and merge it before {launch}:",
        f"  git switch -c {branch}",
        f"  git add {_quoted([*campaigns, *lists, *defaults])}",
        *([f"  git rm --cached --quiet {_quoted([report.from_here(report.path)])}"] if report.tracked else []),
        f"  git commit -m {_quoted([one_line(title)])}",
        f"  git push -u origin {branch}",
        "the other waves stay here until then; after each launch, look at `campaigns status --refresh`,",
        "then propose the next wave the same way, from the updated main branch",
    ]


def _quoted(arguments: Iterable[str]) -> str:
    return printable(" ".join(map(shell_quote, arguments)))


def new_warnings(change: Change, parts: Iterable[Change]) -> list[str]:
    """Return the warnings of parts that the old file doesn't have: a later start may be on a holiday."""
    old = {finding.code for finding in change.findings}
    by_codes: dict[str, list[str]] = {}
    for part in parts:
        new = {finding.code for finding in part.findings if finding.severity is Severity.WARNING} - old
        if new:
            by_codes.setdefault(", ".join(sorted(new)), []).append(part.path)
    lines = []
    for codes, paths in by_codes.items():
        first, more = one_line(paths[0]), len(paths) - 1
        have = f" and {count(more, 'more part')} have" if more else " has"
        lines.append(f"warning: `{first}`{have} {codes}: `campaigns plan` shows why")
    return lines


def hours_notes(change: Change, parts: Iterable[Change]) -> Iterator[str]:
    """Yield that time zones can have starts of their own, where waves clash with calling hours and that would help."""
    alternatives = change.hours.alternatives if change.hours else None
    serious = (
        any(one.code.startswith("calling-hours") and one.severity is not Severity.INFO for one in part.findings)
        for part in parts
    )
    if (clashing := sum(serious)) and alternatives and alternatives.split:
        yield (
            f"warning: {count(clashing, 'wave')} may call outside calling hours in some time zone: "
            "split with --by zone,size to give each time zone its own start"
        )
