"""Creates that the API refused: each is looked up, but several of them with one reading of the account's list."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from runner.api.responses import Live
from runner.apply import reconcile
from runner.apply.outcome import Outcome
from runner.apply.reconcile import Absent, Unclear
from runner.apply.recording import Intent, record_adopted, record_unknown
from runner.apply.run import Run
from runner.errors import StoppedError


@dataclass(frozen=True, slots=True)
class Refusal:
    """A create that was answered with a status which proves that nothing was created.

    `intent` is what a campaign of this name came from, `reason` has the API's words, and `rejection` is the outcome
    where the account has no such campaign.
    """

    intent: Intent
    reason: str
    rejection: Outcome


@dataclass(slots=True)
class Refusals:
    """Refused creates, whose intents stay until they are looked up.

    Each look-up is for a third as many as all look-ups before it: the first four are looked up at once, a thousand with
    23 readings of the list, however long that is.
    """

    run: Run
    _waiting: list[Refusal] = field(default_factory=list)
    _settled: int = 0

    def add(self, refusal: Refusal) -> Iterator[Outcome]:
        """Take a refusal, and yield the outcomes that are recorded now."""
        self._waiting.append(refusal)
        if 3 * len(self._waiting) >= self._settled:
            yield from self.settle()

    def settle(self) -> Iterator[Outcome]:
        """Look up what waits, and yield each outcome once it is recorded; StoppedError after the unknown ones."""
        refusals, self._waiting = self._waiting, []
        if not refusals:
            return
        self._settled += len(refusals)
        try:
            facts = reconcile.look_up(self.run, [each.intent.name for each in refusals])
        except StoppedError:
            for each in refusals:
                yield record_unknown(self.run, each.intent, f"{each.reason}; and the run was stopped before a look-up")
            raise
        self.run.ledger.record({name: None for name, fact in facts.items() if isinstance(fact, Absent)})
        for each in refusals:
            match facts[each.intent.name]:
                case Live() as live:
                    yield record_adopted(self.run, each.intent, live)
                case Unclear(why):
                    yield record_unknown(self.run, each.intent, f"{each.reason}; and {why}")
                case Absent():
                    yield each.rejection
