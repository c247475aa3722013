"""The text of a phone cell without what is certainly no part of a number: labels, marks, unusual signs."""

import re
import unicodedata

LABELS = (
    # English
    *("phone", "phone number", "telephone", "tel", "mobile", "mob", "cell", "cellphone", "call", "sms", "text", "home"),
    *("work", "office", "number", "no", "whatsapp", "wa", "callto", "viber", "signal"),
    # German, Dutch, Scandinavian languages
    *("telefon", "handy", "mobil", "mobiltelefon", "festnetz", "rufnummer", "telefoon", "mobiel", "tlf", "mob tlf"),
    # French, Spanish, Portuguese, Italian
    *("tél", "téléphone", "portable", "teléfono", "telefono", "móvil", "movil", "celular", "cel", "telefone"),
    *("telemóvel", "telemovel", "cellulare", "fijo", "fixe"),
    # Polish, Czech, Turkish, Russian, Ukrainian, Greek
    *("komórka", "komorka", "kom", "mobilní", "cep", "gsm", "тел", "телефон", "моб", "мобильный", "мобільний"),
    *("τηλ", "τηλέφωνο", "κινητό"),
    # Japanese, Chinese, Korean, Arabic, Hebrew
    *("電話", "携帯", "电话", "手机", "手機", "전화", "휴대폰", "هاتف", "جوال", "טלפון", "נייד"),
)
"""Words before a number; `fax` isn't one of them, since nobody answers there."""

_INITIALS = "ptmchw"
"""Words of one letter that count with a colon, such as Meta's `p:`."""
_WORDS = "|".join(sorted(map(re.escape, LABELS), key=len, reverse=True))
_LABEL = re.compile(rf"(?:(?:{_WORDS})\s*(?:[:.]\s*|//)*|[{_INITIALS}]\s*:\s*)(?=[+(\[0-9])", re.IGNORECASE)
_FORMULA_TEXT = re.compile(r'="([^"]*)"')
_DECIMAL = re.compile(r"(\+?[0-9]{7,15})[.,]0+")
_FULLWIDTH = {sign: sign - 0xFEE0 for sign in range(0xFF01, 0xFF5F)}
_MINUS = "\u2212"
_NUMBER_STARTS = (*"0123456789+([",)


def clean(cell: str) -> tuple[str, list[str]]:
    """Return the text that is left and the kinds of repair that led to it."""
    kinds = []

    def step(kind: str, before: str, after: str) -> str:
        if before != after:
            kinds.append(kind)
        return after.strip()

    text = cell.strip()
    if not text.isascii():
        text = step("invisible", text, "".join(char for char in text if unicodedata.category(char) != "Cf"))
    text = step("formula", text, _FORMULA_TEXT.sub(r"\1", text) if _FORMULA_TEXT.fullmatch(text) else text)
    text = step("apostrophe", text, text.lstrip("'\u2019"))
    if not text.isascii():
        text = step("digits", text, "".join(map(_digit, text)))
        text = "".join(map(_separator, text.translate(_FULLWIDTH)))
    text = text.replace("\t", " ")
    if text and not text.startswith(_NUMBER_STARTS):
        text = step("label", text, _LABEL.sub("", text, count=1) if _LABEL.match(text) else text)
    decimal = _DECIMAL.fullmatch(text)
    return step("decimal", text, decimal[1] if decimal else text), kinds


def _digit(char: str) -> str:
    if char in "\uff0b\ufe62":
        return "+"
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


def _separator(char: str) -> str:
    """Return a space for each space of Unicode, and a hyphen for each dash."""
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    return "-" if category == "Pd" or char == _MINUS else char
