"""Words for "no value", which an agent would say."""

from runner.config.campaign import blank_key

# What programs write for a missing value: SQL, Python, JavaScript, R, pandas, COPY of PostgreSQL, forms and CRMs; and
# the errors of Excel and Google Sheets. As `blank_key` has them.
_WORDS = (  # separated by spaces
    "null nil none nan nat na n/a n.a. n.a n/d n.d. k.a. undefined unknown tbd tba"
    " <null> (null) [null] {null} <na> <none> (none) [none] <nil> (nil) <empty> (empty) [empty] (blank) <blank> [blank]"
    " \\n \\null #n/a #na #null #null! #ref! #value! #div/0! #name? #num! #spill! #calc! #error! #getting_data #field!"
    " #blocked! #connect! #unknown! - -- --- \u2013 \u2014 ? ?? ??? . .. ..."
)
_PHRASES = (
    "[object object]",
    "[object null]",
    "not available",
    "not applicable",
    "not provided",
    "not specified",
    "not set",
    "no value",
    "no data",
    "no name",
    "null null",
    "undefined undefined",
    "none none",
    "nan nan",
)
_NAMES = frozenset({"Na", "Nan", "Nat"})
PLACEHOLDERS = frozenset({*_WORDS.split(), *_PHRASES})
"""As `blank_key` has them; only a whole cell is one, and no first name."""


def is_placeholder(cell: str) -> bool:
    """Whether a whole cell says that there is no value."""
    return blank_key(cell) in PLACEHOLDERS and cell.strip() not in _NAMES
