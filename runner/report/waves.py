"""Which wave of which a campaign is, and what is known of the others, in words."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from runner.formatting import count
from runner.plan.plan import Plan
from runner.plan.waves import OtherWaves, other_waves


def wave_words(plan: Plan) -> dict[str, str]:
    """Return by path, for each wave that would be sent: `wave 2 of 4; wave 1 created; waves 3-4 not in …`."""
    return {path: _words(others) for path, others in other_waves(plan).items()}


def wave_json(plan: Plan) -> dict[str, dict[str, Any]]:
    """Return by path, for each wave that would be sent, the key `wave`: its number, and the status of each other."""
    return {
        path: {
            "wave": {
                "number": others.wave.number,
                "of": others.wave.of,
                "others": [{"number": number, "status": list(status)} for number, status in others.statuses.items()],
                "unreadableFiles": others.unreadable,
            }
        }
        for path, others in other_waves(plan).items()
    }


def _words(others: OtherWaves) -> str:
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, statuses in others.statuses.items():
        numbers[" and ".join(statuses)].append(number)
    parts = [f"wave {others.wave.number} of {others.wave.of}"]
    for status, those in numbers.items():
        parts.append(f"{'wave' if len(those) == 1 else 'waves'} {', '.join(_ranges(those))} {status}")
    if others.unreadable and "not in the repository" in numbers:
        parts[-1] += f", unless {count(others.unreadable, 'unreadable file')} {_are(others.unreadable)} of them"
    return "; ".join(parts)


def _are(number: int) -> str:
    return "is one" if number == 1 else "are some"


def _ranges(numbers: Sequence[int]) -> Iterator[str]:
    """Yield ascending numbers, three or more in a row as a range: `1`, `3-7`."""
    start = 0
    for index, number in enumerate(numbers):
        if index + 1 < len(numbers) and numbers[index + 1] == number + 1:
            continue
        run = numbers[start : index + 1]
        yield from [f"{run[0]}-{run[-1]}"] if len(run) > 2 else map(str, run)
        start = index + 1
