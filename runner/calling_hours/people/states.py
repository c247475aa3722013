"""Reads a cell of a column of states or provinces: `NY`, `N.Y.`, `New York`, `NY - New York`, `US-NY`, `NY 10001`."""

import re

from runner.calling_hours.people import areas
from runner.calling_hours.people.cells import LONGEST, parts, without_country
from runner.calling_hours.people.readings import Area

_ISO = re.compile(r"([A-Z]{2})[-_./ ]([A-Z0-9]{2,3})", re.IGNORECASE | re.ASCII)
_WITH_POSTAL_CODE = re.compile(
    r"(.*[^\W\d])[ ,]+([0-9]{4,5}(-[0-9]{4})?|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9])", re.ASCII | re.IGNORECASE
)


def read(text: str) -> Area:
    """Return what a cell without blanks around it means; its parts must mean the same."""
    if len(text) > LONGEST:
        return Area(())
    if (iso := _ISO.fullmatch(text)) and (code := f"{iso[1]}-{iso[2]}".upper()) in areas.codes():
        return Area((code,), unique=True)
    if with_code := _WITH_POSTAL_CODE.fullmatch(text):
        text = with_code[1]
    for names in ([text], parts(text), parts(text.replace("-", " - "))):
        if area := _common_area(without_country(names)):
            return area
    return Area(())


def _common_area(names: list[str]) -> Area | None:
    spellings = [areas.lookup(name) for name in names]
    known = [spelling for spelling in spellings if spelling]
    if not known or len(known) < len(spellings):
        return None
    common = tuple(code for code in known[0].codes if all(code in spelling.codes for spelling in known))
    return Area(common, unique=any(spelling.unique for spelling in known)) if common else None
