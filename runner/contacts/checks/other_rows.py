"""Rows of a list that aren't contacts: the header again, totals, and the lines of a footer."""

import re
from collections.abc import Sequence

# Strings, compiled on first use: a list without a bad row needs none of them.
# Words of totals in the languages of spreadsheets and reports, with only such words and figures behind them.
_TOTAL = (
    r"\W*(grand |sub-?|overall )?("
    r"totals?|sum|summary|(record|row|line|contact)s? count|count|number of (records|rows|contacts)|"
    r"summe|gesamt|gesamtsumme|insgesamt|anzahl|totale?n?|totaal|totalt|sous-total|somme|suma|soma|somma|subtotale?|"
    r"razem|celkem|összesen|yhteensä|toplam|i alt|итого|всего|σύνολο|合計|小計|总计|合计|總計|합계|المجموع|סה\"כ"
    r")(?!\w)"
    r"([\W\d_]|\b(of|the|no|number|count|amount|sum|rows?|records?|lines?|entries|contacts?|customers?|leads?|calls?|people|"
    r"general|générale?|generale?|kontakte|zeilen|contactos|registros|contatti|usd|eur|gbp)\b)*"
)
_COUNTED_ROWS = (
    r"\W*\d[\d,. ]*\s*(rows?|records?|lines?|contacts?|results?|entries|zeilen|datensätze|lignes|filas|registros|righe)"
    r"(\s+\w+){0,2}\W*"
)
_END = r"[\W_]*end of (the )?(report|file|list|export|data|results?)[\W_]*|[\W_]+(end|eof|ende|fin)[\W_]+"
_FOOTER = (
    r"©|\b(copyright|confidential|generated|report|exported|printed|created|all rights reserved|page \d+|rows|records|"
    r"as of|filter(s|ed)?|disclaimer|vertraulich|erstellt|bericht|seite \d+|stand:|confidentiel|généré|rapport|"
    r"confidencial|generado|informe|relatório|gerado|riservato|generato|vertrouwelijk|gegenereerd)\b|https?://|www\."
)
_NUMBER = r"\d{7}|\+\s?\(?\d|[(]?\d[\d\s().-]{6,}"
_MOST_DIGITS_OF_A_COUNT = 6
_LONGEST_TOTAL = 100


def is_header_again(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a row repeats the header, in any case and with any space around its cells."""
    return _plain(cells) == _plain(header)


def is_total(cells: Sequence[str], phone: int | None) -> bool:
    """Whether a row without a phone number is a total, a count of rows or the mark of an export's end."""
    number = cells[phone] if phone is not None and phone < len(cells) else ""
    if not any(map(str.isalpha, number)) and sum(map(str.isdigit, number)) > _MOST_DIGITS_OF_A_COUNT:
        return False
    text = next(filter(None, map(str.strip, cells)), "")
    patterns = (_TOTAL, _COUNTED_ROWS, _END)
    return len(text) <= _LONGEST_TOTAL and any(re.fullmatch(pattern, text, re.IGNORECASE) for pattern in patterns)


def may_be_footer(cells: Sequence[str], phone: int | None, width: int) -> bool:
    """Whether a row may be a line of a footer, were it at the list's end: text in its first cell alone."""
    text = cells[0].strip()
    if any(map(str.strip, cells[1:])) or re.match(_NUMBER, text) or not any(map(str.isalpha, text)):
        return False
    if len(cells) == 1 < width:
        return True
    return is_surely_footer(text) or (phone == 0 and " " in text)


def is_surely_footer(text: str) -> bool:
    """Whether the text of a row has words of a footer."""
    return re.search(_FOOTER, text, re.IGNORECASE) is not None


def _plain(cells: Sequence[str]) -> list[str]:
    names = [" ".join(cell.split()).casefold() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names
