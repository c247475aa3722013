"""What can't be dialed in a phone cell: an extension behind the number, or letters in place of digits."""

import re

# Signs and words before an extension: RFC 3966 (`;ext=`), ITU-T E.123 and the words of telephone systems in use.
_WORDS = (
    "x|ext|extn|xtn|extension|extensión|durchwahl|dw|nst|nebenstelle|apparat|app|klappe|poste|p|int|interno|anexo|ramal|"
    "dahili|toestel|tst|linka|klapka|wewn|wew|alanumero|anknytning|lokal|доб|вн|внутр|εσωτ|内線|分机|分機|내선"
)
_EXTENSION = (
    r"[+(\d].*\d[\s,;/(\[-]*"
    rf"(?:(?<![^\W\d_])(?:{_WORDS})[\s.:=#]*|[#*]+\s*|(?<=,),\s*|(?<=[\d\s])[pw]+,*\s*)"
    r"\d{1,6}#?[\s)\]]*"
)
_LEAST_DIGITS = 6
"""Digits that the number before an extension has at least."""

# Numbers spelled with the letters of the keypad (ITU-T E.161), such as 1-800-FLOWERS.
_SPELLED = r"[0-9]{3,7}[0-9A-Za-z]{4,}"
_SHORTEST_SPELLED, _LONGEST_SPELLED = 7, 15
_LEAST_LETTERS = 3
_NOT_SPELLED = r"(?i:home|cell|work|mobile|office|fax|phone|main|direct|none|null)$"


def has_extension(text: str) -> bool:
    """Whether a number is followed by the extension of a telephone system."""
    match = re.fullmatch(_EXTENSION, text, re.IGNORECASE | re.DOTALL)
    return match is not None and sum(map(str.isdigit, text)) > _LEAST_DIGITS


def is_spelled(digits: str) -> bool:
    """Whether a number without its separators is spelled with letters in place of digits."""
    if not _SHORTEST_SPELLED <= len(digits) <= _LONGEST_SPELLED or re.search(_NOT_SPELLED, digits):
        return False
    return re.fullmatch(_SPELLED, digits) is not None and sum(map(str.isalpha, digits)) >= _LEAST_LETTERS
