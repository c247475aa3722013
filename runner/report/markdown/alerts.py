"""What a reviewer must see first: immediate launches, errors, clashes, updates, and what a merge doesn't fix."""

from collections.abc import Callable, Iterable

from runner.calling_hours.clashes import Clash
from runner.calling_hours.wording import clash_message, describe_clash
from runner.findings import Finding, Findings, Severity
from runner.formatting import count, escape_markdown
from runner.plan.change import Change
from runner.plan.plan import Plan
from runner.report.headline import IMMEDIATELY, contacts_of, refusals
from runner.report.markdown.campaign_table import RECORDED, campaign_name
from runner.report.markdown.findings import bullets, code_reference, place, prose, quote
from runner.report.markdown.size_limit import Section
from runner.report.updates import change_lines

Left = Callable[[int], str]
_OVERLAPS = ("people-again", "people-often")
ERRORS = 20
"""Maximum lines of errors that aren't folded."""
LISTED = 10
"""Maximum campaigns that are listed of those that clash, or aren't checked; more are counted."""
_UNKNOWN = "it was sent, and its outcome is unknown; apply looks it up"


def immediate_alert(new: Iterable[Change], plan: Plan, left: Left) -> Section:
    immediate = [change for change in new if _dials_now(change)]
    if not immediate:
        return Section(1, "")
    contacts = f"{contacts_of(immediate)} will be called {IMMEDIATELY}"
    if plan.hold:
        alert = f"**{contacts}** on merge, once the HOLD is gone."
    elif refusals(plan):
        alert = f"**{contacts}** on merge, once the errors below are fixed."
    else:
        alert = f"**{contacts}, as soon as this is merged.** A revert doesn't stop the calls."
    return Section(1, f"> [!CAUTION]\n> {alert}\n>\n", tuple(map(_immediate_item, immediate)), "\n", left)


def errors_sections(plan: Plan, left: Left, left_folded: Left) -> list[Section]:
    """Return what stops apply; after the first `ERRORS` lines, the rest is folded."""
    limits = Findings(one.finding for one in plan.exceeded)
    items = [*bullets(limits), *bullets(plan.findings, [Severity.ERROR])]
    if not items:
        return []
    head = "> [!WARNING]\n> **Apply sends nothing until this is fixed:**\n>\n"
    alert = Section(2, head, tuple(map(quote, items[:ERRORS])), "\n", left)
    if not (folded := items[ERRORS:]):
        return [alert]
    summary = f"<details><summary>{count(len(folded), 'more line')} of errors</summary>\n\n"
    return [alert, Section(6, summary, tuple(folded), "\n</details>\n\n", left_folded)]


def clashes_alert(new: Iterable[Change], left: Left) -> Section:
    """Return the campaigns that would be sent although they clash with calling hours or other lists, worst first."""
    clashing = sorted((change for change in new if _hours_clashes(change) or _overlaps(change)), key=_gravity)
    if not clashing:
        return Section(2, "")
    verb = "clashes" if len(clashing) == 1 else "clash"
    head = f"**{count(len(clashing), 'campaign')} {verb} with calling hours or other lists; that doesn't stop apply:**"
    items = tuple(quote(_clash_item(change)) for change in clashing[:LISTED])
    more = count(len(clashing) - LISTED, "more campaign")
    foot = f"> - and {more} that {verb}, in the warnings below\n" if len(clashing) > LISTED else ""
    return Section(2, f"> [!WARNING]\n> {head}\n>\n", items, f"{foot}\n", left)


def unchecked_alert(new: Iterable[Change], left: Left) -> Section:
    """Return the campaigns that would be sent without a check of calling hours, and why."""
    unchecked = [change for change in new if change.would_send and change.hours_unchecked]
    if not unchecked:
        return Section(2, "")
    head = f"> [!WARNING]\n> **Calling hours of {count(len(unchecked), 'campaign')} aren't checked:**\n>\n"
    items = tuple(map(_unchecked_item, unchecked[:LISTED]))
    more = count(len(unchecked) - LISTED, "more campaign")
    foot = f"> - and {more}, marked in the table\n" if len(unchecked) > LISTED else ""
    return Section(2, head, items, f"{foot}\n", left)


def updates_alert(new: Iterable[Change], left: Left) -> Section:
    """Return what a merge changes in campaigns that exist, old and new."""
    items = tuple(_update_item(change) for change in new if change.is_update)
    head = "> [!IMPORTANT]\n> **A merge changes what exists already:**\n>\n"
    return Section(2, head, items, "\n", left) if items else Section(2, "")


def recorded_alert(plan: Plan, left: Left) -> Section:
    items = []
    for change in plan.changes:
        for finding in change.findings:
            if finding.code in RECORDED and finding.severity is not Severity.INFO:
                contacts = "" if change.rows is None else f", {contacts_of([change])}"
                message = _outcome_unknown(change) if finding.code == "outcome-unknown" else prose(finding.message)
                where = place(finding.path, finding.line)
                items.append(f"> - **{campaign_name(change)}**{contacts}: {message} {where}\n")
    head = "> [!IMPORTANT]\n> **Already sent; a merge doesn't fix this** (see the warnings below for what does):\n>\n"
    return Section(4, head, tuple(items), "\n", left) if items else Section(4, "")


def _immediate_item(change: Change) -> str:
    unless = ", unless the look-up finds it" if change.action == "unknown" else ""
    number = escape_markdown(str(change.request.get("sipPhoneNumber", "")))
    return f"> - **{contacts_of([change])}: {campaign_name(change)}** from {number}{unless} {place(change.path)}\n"


def _dials_now(change: Change) -> bool:
    """Whether merging makes it dial immediately."""
    return change.action in ("create", "unknown") and change.would_send and change.immediate


def _clash_item(change: Change) -> str:
    lines = [f"- **{campaign_name(change)}**, {contacts_of([change])} {place(change.path)}"]
    if clashes := _hours_clashes(change):
        worst, message = clashes[0], clash_message(clashes[0])
        more = f"; {len(clashes) - 1:,} more below" if clashes[1:] else ""
        words = f"{describe_clash(worst)} (rule {worst.rule.id})"
        lines.append(f"  - {prose(words)}{more} <sub>{code_reference(worst.code)}</sub>")
        hints = [finding.hint for finding in change.findings if finding.message == message]
        lines += [f"  - → {prose(hint)}" for hint in hints[:1] if hint]
    lines += [f"  - {prose(one.message)} <sub>{code_reference(one.code)}</sub>" for one in _overlaps(change)]
    return "\n".join(lines)


def _hours_clashes(change: Change) -> list[Clash]:
    """Return the warnings about calling hours of what would be sent, the worst first."""
    clashes = change.hours.clashes if change.hours and change.would_send else ()
    return [clash for clash in clashes if clash.severity is Severity.WARNING]


def _overlaps(change: Change) -> list[Finding]:
    """Return the warnings about lists that share people."""
    return [one for one in change.findings if one.code in _OVERLAPS and one.severity is Severity.WARNING]


def _gravity(change: Change) -> tuple[int, int]:
    """Return the key that sorts certain clashes with calling hours first, then those with other lists."""
    worst = next(iter(_hours_clashes(change)), None)
    return (1, 0) if worst is None else (0 if worst.certain else 2, -worst.contacts)


def _unchecked_item(change: Change) -> str:
    why = escape_markdown(change.hours_unchecked or "")
    return f"> - **{campaign_name(change)}**, {contacts_of([change])}: {why} {place(change.path)}\n"


def _update_item(change: Change) -> str:
    values = "; ".join(escape_markdown(line) for line in change_lines(change))
    blocked = ", once the errors above are fixed" if change.action == "blocked" else ""
    return f"> - **{campaign_name(change)}**, {contacts_of([change])}{blocked}: {values} {place(change.path)}\n"


def _outcome_unknown(change: Change) -> str:
    return _UNKNOWN + (", and creates it only if it isn't there" if change.would_send else "")
