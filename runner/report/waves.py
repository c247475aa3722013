"""Which wave of which a campaign is, and what is known of the others, in words."""

from typing import Any

from runner.formatting import count
from runner.plan.left_out import encode_places
from runner.plan.plan import Plan
from runner.plan.waves import OtherWaves, other_waves


def wave_words(plan: Plan) -> dict[str, str]:
    """Return by path, for each wave that would be sent: `wave 2 of 4; wave 1 created, launch past; …`."""
    return {path: _words(others) for path, others in other_waves(plan).items()}


def wave_json(plan: Plan) -> dict[str, dict[str, Any]]:
    """Return by path, for each wave that would be sent, the key `wave`: its number, and the status of the others."""
    return {
        path: {
            "wave": {
                "number": others.wave.number,
                "of": others.wave.of,
                "others": [
                    {"waves": encode_places(numbers), "status": list(statuses)}
                    for statuses, numbers in others.numbers.items()
                ],
                "unreadableFiles": others.unreadable,
            }
        }
        for path, others in other_waves(plan).items()
    }


def _words(others: OtherWaves) -> str:
    parts = [f"wave {others.wave.number} of {others.wave.of}"]
    for statuses, numbers in others.numbers.items():
        noun = "wave" if len(numbers) == 1 else "waves"
        parts.append(f"{noun} {encode_places(numbers).replace(',', ', ')} {' and '.join(statuses)}")
        if others.unreadable and "not in the repository" in statuses:
            files = count(others.unreadable, "unreadable file")
            parts[-1] += f", unless {files} {'is' if others.unreadable == 1 else 'are'} among them"
    return "; ".join(parts)
