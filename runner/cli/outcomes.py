"""Shows what became of a campaign as soon as it is recorded."""

from collections.abc import Mapping

from runner.apply.outcome import Outcome
from runner.cli.context import Context
from runner.report.emergency import emergencies, emergency_text
from runner.report.text.apply import outcome_text
from runner.report.text.color import Ink
from runner.state.record import Record


def show_outcome(context: Context, outcome: Outcome, records: Mapping[str, Record]) -> None:
    """Show an outcome, first of all that the campaign dials before its time; on stderr where stdout is JSON."""
    now, terminal = context.now(), context.terminal
    record = records.get(outcome.name)
    dialing = emergencies({outcome.name: record}, now) if record else ()
    if context.args.format == "text":
        ink = Ink(terminal.color)
        terminal.show(emergency_text(dialing, ink) + outcome_text(outcome, record, now, ink))
    else:
        terminal.note(emergency_text(dialing) + outcome_text(outcome, record, now))
