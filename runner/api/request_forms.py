"""Forms of a request on which the API's documentation contradicts itself."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class RequestForms:
    """In which form a date is sent, and under which name the defaults are; the fields are those of the policy's `api`.

    `date-time` is midnight in UTC of the same date, as in the documentation's examples.
    """

    scheduledDate: Literal["date", "date-time"] = "date"
    defaultsField: Literal["dynamicVariables", "variables"] = "dynamicVariables"

    def apply(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of a request as they are sent."""
        fields = {self.defaultsField if name == "dynamicVariables" else name: value for name, value in request.items()}
        if self.scheduledDate == "date-time" and "scheduledDate" in fields:
            fields["scheduledDate"] = f"{fields['scheduledDate']}T00:00:00.000Z"
        return fields

    def hint(self, refused: Collection[str]) -> str:
        """Return which key of the policy sends the refused fields in their other form; "" where none does."""
        if keys := ", ".join(self._others(refused)):
            return f"if the API wants another form, write `api: {{{keys}}}` in the policy"
        return ""

    def _others(self, refused: Collection[str]) -> Iterator[str]:
        if "scheduledDate" in refused:
            yield f"scheduledDate: {'date-time' if self.scheduledDate == 'date' else 'date'}"
        if not {"dynamicVariables", "variables"}.isdisjoint(refused):
            yield f"defaultsField: {'variables' if self.defaultsField == 'dynamicVariables' else 'dynamicVariables'}"
