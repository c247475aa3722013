"""The header row: whether a row is one, which column is the phone number, and when two names are one variable."""

import functools
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence

from runner.config.campaign import ContactsSource
from runner.contacts.csvfile import phone_words
from runner.did_you_mean import closest
from runner.formatting import printable, quoted

PHONE = "Phone Number"
PHONE_ALIASES = (
    "phone number",
    "phone",
    "phone no",
    "phone_number",
    "number",
    "mobile",
    "mobile number",
    "mobile phone",
    "cell",
    "cell phone",
    "cell number",
    "telephone",
    "telephone number",
    "tel",
    "contact number",
    "to number",
    "to phone number",
    "msisdn",
    "e164",
)
"""Names of a phone number column, without regard to case, spaces, dots, hyphens and underscores."""

FURTHER_PHONE_ALIASES = (
    *("mobile phone number", "cell phone number", "cellphone", "mobile no", "contact no"),
    *("telefon", "telefonnummer", "telefon nr", "rufnummer", "handy", "handynummer", "mobil", "mobilnummer"),
    *("mobiltelefon", "telefoon", "telefoonnummer", "mobiel", "mobiel nummer", "gsm", "puhelin", "puhelinnumero"),
    *("téléphone", "numéro de téléphone", "téléphone portable", "téléphone mobile"),
    *("teléfono", "número de teléfono", "teléfono móvil", "celular", "móvil"),
    *("telefone", "número de telefone", "telemóvel", "telefono", "numero di telefono", "cellulare"),
    *("numer telefonu", "telefonszám", "телефон", "номер телефона", "τηλέφωνο", "電話番号", "手机号"),
)
"""Names that count where no column has one of `PHONE_ALIASES`."""

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u180e\u200e\u200f\u00ad"))
"""Characters without width; those that join letters (U+200C, U+200D) belong to words of some languages."""

LOOKS_LIKE_A_CONTACT = (
    "the first row looks like a contact, not like column names",
    "put a row of column names above it, such as `Phone Number,customer_name`; "
    "a column name has at most 64 characters, and isn't a number or an email address",
)
"""Message and hint for a first row whose cells must not be shown."""

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST_NAME = 64
_EMAIL = re.compile(r"\S@\S")
_PLUS = re.compile(r"[+\uff0b]\(?\d")
_ROUNDED = re.compile(r"\W*\d+([.,]\d+)?[eE]\+?\d+\W*")
_NUMBER_DIGITS = 9
"""Digits from which a cell is like a phone number; a date in a header has up to 8."""


def looks_like_header(cells: Sequence[str], source: ContactsSource) -> bool:
    """Whether a first row is a header: none of its cells is like a number or an email address.

    A long cell is a form's question if another is named like a phone number, else it may be a contact's.
    """
    if any(_EMAIL.search(cell) or _is_like_number(cell) for cell in cells):
        return False
    return not any(map(is_long, cells)) or bool(phone_columns(cells, source))


def is_long(name: str) -> bool:
    """Whether a column name is longer than one may be that is sent or shown."""
    return len(name) > _LONGEST_NAME


def phone_columns(cells: Iterable[str], source: ContactsSource) -> list[int]:
    """Return the columns named like a phone number, or those that `phoneColumn` names, in its order."""
    if source.phone_columns:
        heads = [cell.strip() for cell in cells]
        return [at for wanted in source.phone_columns for at, name in enumerate(heads) if name == wanted.strip()]
    names = [_normalized(cell) for cell in cells]
    aliases = _ALIASES if _ALIASES.intersection(names) else _FURTHER_ALIASES
    return [index for index, name in enumerate(names) if name in aliases]


def has_alias(cells: Iterable[str]) -> bool:
    """Whether some column is named like a phone number, `phoneColumn` aside."""
    return any(_normalized(cell) in _ALIASES | _FURTHER_ALIASES for cell in cells)


@functools.lru_cache(1024)
def could_mean_phone(name: str) -> bool:
    """Whether a header could mean a phone number: judged by its words, so that `Phone Type` and `Fax` don't."""
    if _normalized(name) in _ALIASES | _FURTHER_ALIASES:
        return True
    words = _without_explanation(_words(name))
    text = " ".join(words)
    if "fax" in words and not re.search(r"[/&+,]|\b(and|or|und|et|y|e|en)\b", name):
        return False
    if not words or words[0] in _QUESTIONS or text.startswith(phone_words.COUNTS):
        return False
    for phrase in phone_words.NOT_PHONES:
        text = re.sub(rf"\b{phrase}\b", "", text)
    for phrase in _PHRASES:
        text = re.sub(rf"\b{phrase}\b", "phone", text)
    words = text.split()
    phones = [index for index, word in enumerate(words) if _is_phone_word(word)]
    if not phones:
        return _is_number_of_a_person(words)
    after = words[phones[0] :]
    return _OTHER_MEANINGS.isdisjoint(words) and _OTHER_MEANINGS_AFTER.isdisjoint(after)


def says_which_phone(name: str) -> bool:
    """Whether a name could mean a phone number, and its other words say only which: it is no name of a person."""
    known = _PHONES | _NUMBER_WORDS | _QUALIFIERS
    words = _words(name)
    return could_mean_phone(name) and all(w in known or w.isdecimal() or _is_phone_word(w) for w in words)


@functools.lru_cache(1024)
def variable_key(name: str) -> str:
    """Return what all spellings of one variable have in common."""
    return re.sub(r"[\s_-]+", "_", name.strip()).casefold()


def is_variable(name: str) -> bool:
    """Whether a variable can have this name."""
    return _VARIABLE.fullmatch(name) is not None


def as_variable(name: str) -> str | None:
    """Return the variable that a column name means; None where it has no letter to make one of."""
    proposed = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
    return proposed if is_variable(proposed) else None


def nearest(name: str, others: Iterable[str]) -> str | None:
    """Return the name among the others that was probably meant."""
    return closest(name, map(str.strip, others), key=variable_key)


def quoted_names(names: Iterable[str]) -> str:
    """Return names in backticks, those after the third counted; of a long one only its length."""
    words = [f"a name of {len(name)} characters" if is_long(name) else quoted(name) for name in names]
    shown = words[:3] + [f"{len(words) - 3} more"] * (len(words) > 3)
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def yaml_key(name: str) -> str:
    """Return a column name as a key of a YAML flow mapping; a long one isn't shown."""
    if is_long(name):
        return "…"
    return name if re.fullmatch(r"[^\W\d_]([\w -]*\w)?", name) else printable(json.dumps(name, ensure_ascii=False))


def _is_like_number(cell: str) -> bool:
    digits = sum(map(str.isdecimal, cell))
    if digits == 0 or any(map(str.isalpha, cell)):
        return bool(digits >= _NUMBER_DIGITS or _PLUS.search(cell) or _ROUNDED.fullmatch(cell))
    return True


@functools.lru_cache(1024)
def _normalized(name: str) -> str:
    return re.sub(r"[\s_.-]+", "", name).casefold()


def _words(name: str) -> list[str]:
    """Return the words of a header in lower case, without accents and numbers' signs; `HomePhone2` has three."""
    text = "".join(char for char in unicodedata.normalize("NFKD", name) if unicodedata.category(char)[0] not in "MC")
    text = re.sub(r"(?i)what'?s[ _-]?app", "whatsapp", text).replace("#", " number ").replace("'", "")
    text = re.sub(r"(?i)\be[. -]?164\b", "msisdn", text)
    text = re.sub(r"(?i)\b(day|evening|night) time\b", r"\1time", text)
    text = re.sub(r"(?<=[a-z]{2})(?=[A-Z])|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})", " ", text)
    return re.findall(r"[^\W\d_]+|\d+", text.casefold())


def _without_explanation(words: list[str]) -> list[str]:
    """Return the words before those that explain how to write the number."""
    ends = [index for index, word in enumerate(words) if index and word in _EXPLANATIONS]
    return words[: ends[0]] if ends else words


def _is_phone_word(word: str) -> bool:
    """Whether a word means a phone: by itself, with what says which or that it is a number, or as a last part."""
    if word in _PHONES or any(characters in word for characters in _UNSPACED_PHONES):
        return True
    stem = next((word.removesuffix(end) for end in _NUMBER_ENDS if word.endswith(end)), word)
    if stem in _PHONES or stem.endswith(phone_words.LAST_PARTS):
        return True
    return any(word[:end] in _PHONES and word[end:] in _SECOND_PARTS for end in range(2, len(word)))


def _is_number_of_a_person(words: list[str]) -> bool:
    """Whether words without a phone mean a phone number: `Contact Number 2`, `Home No.`, `Number 2`."""
    named = [word for word in words if not word.isdecimal()]
    if _normalized("".join(named)) in _ALIASES:
        return True
    numbers = _NUMBER_WORDS.intersection(named)
    return bool(numbers) and len(named) > 1 and all(word in _NUMBER_WORDS | _NUMBER_QUALIFIERS for word in named)


def _table(text: str) -> frozenset[str]:
    return frozenset(_words(text))


_ALIASES = frozenset(_normalized(alias) for alias in PHONE_ALIASES)
_FURTHER_ALIASES = frozenset(_normalized(alias) for alias in FURTHER_PHONE_ALIASES)
_PHONES = _table(phone_words.PHONES)
_UNSPACED_PHONES = tuple("".join(_words(word)) for word in phone_words.UNSPACED_PHONES)
_PHRASES = tuple(" ".join(_words(phrase)) for phrase in phone_words.PHONE_PHRASES)
_NUMBER_WORDS = _table(phone_words.NUMBER_WORDS)
_NUMBER_ENDS = tuple(sorted((word for word in _NUMBER_WORDS if len(word) > 1), key=len, reverse=True))
_NUMBER_QUALIFIERS = _table(phone_words.NUMBER_QUALIFIERS)
_QUALIFIERS = _table(phone_words.QUALIFIERS)
_SECOND_PARTS = frozenset(word for word in _QUALIFIERS | _PHONES if len(word) > 3)
_OTHER_MEANINGS = _table(phone_words.OTHER_MEANINGS)
_OTHER_MEANINGS_AFTER = _table(phone_words.OTHER_MEANINGS_AFTER)
_QUESTIONS = _table(phone_words.QUESTIONS)
_EXPLANATIONS = _table(phone_words.EXPLANATIONS)
