"""A list's own opt-out column: which header means one, and what its cells say."""

import functools
import re
import unicodedata

from runner.config.campaign import blank_key
from runner.contacts.vocabulary.placeholders import PLACEHOLDERS

# Headers of Salesforce (DoNotCall, HasOptedOutOfCall), HubSpot, CiviCRM (Do not phone), Dynamics (Do not allow Phone
# Calls), Zoho, Mautic (Do not contact), Twilio and the registries that lists are compared with (DNC, NDNC, TPS, CTPS,
# Bloctel, Robinson, RPO, Bel-me-niet, NIX, REUS, Nao Me Perturbe), as `_letters` has them. Anywhere in a header:
_PHRASES = (
    "donotcall dontcall nocall donotphone donottelephone donotring donotcontact dontcontact donotdisturb donotdial"
    " donotallowphone donotallowcall optout optedout optsout unsubscribe unsubscribed suppressed suppression"
    " blacklist blocklist blockedcontact callblocked callsblocked callrefused refusescalls"
    " nichtanruf nichtkontakt nichttelef keineanrufe keinanruf anrufsperre anrufverbot werbesperre kontaktsperre"
    " telefonsperre sperrvermerk werbewiderspruch robinson abgemeldet"
    " nepasappel nepascontact nepasderang nepastelephon pasdappel stopappel bloctel desinscri desabonne"
    " nollam nocontact nomolest nodeseallamada noquierellamada dadodebaja"
    " naolig naocontat naocontact naoperturb naomeperturb naotelefon descadastr"
    " nonchiam noncontatt nondisturb nontelefon registroopposizioni disiscritt"
    " nietbell nietcontact nietbenader bellenniet belmeniet afgemeld uitgeschreven"
    " niedzwon niekontakt ringinte ringejinte ejring kontaktaejinte kontaktainte ringikke ikkering kontaktikke"
    " eisaasoittaa puhelinkielto aramayin aranmasin nevolat nehivja nesunati"
    " \u043d\u0435\u0437\u0432\u043e\u043d \u043d\u0435\u0434\u0437\u0432\u043e\u043d"
    " \u96fb\u8a71\u4e0d\u53ef \u67b6\u96fb\u4e0d\u53ef \u67b6\u96fb\u7981\u6b62 \u96fb\u8a71\u7981\u6b62"
    " \u8bf7\u52ff\u81f4\u7535 \u8acb\u52ff\u81f4\u96fb \u52ff\u6270 \u52ff\u64fe"
)
# As a word of its own, and as the only word:
_WORDS = "dnc dnd ndnc dncl ndncr tps ctps ftps rpo bmnr"
_NAMES = "nix nixad reservert opposition sperre gesperrt baja blocked suppress"
# Another channel than the telephone, unless that is named too; and what says nothing about the contact.
_CHANNELS = re.compile(
    "e|email|mail|sms|text|txt|fax|whatsapp|newsletter|letter|post|brief|courri|correo|push|cookie|chat|rcs|mms"
)
_CALLS = re.compile("call|phone|tele|tel|voice|anruf|appel|llam|lig|chiam|bell|dial|ring|kontakt|contact")
_ABOUT = "link url token id count total number"
_YES = (
    "true t yes y 1 1.0 x on wahr ja j vrai oui o verdadero cierto si s\u00ed s sim verdadeiro vero waar tak prawda"
    " sant sann sand kylla evet da \u0434\u0430 ano igen \u2713 \u2714 \u2611 \u2705 \u662f"
    " dnc opt-out optout opt_out opted-out opted_out unsubscribed blocked checked"
)
_NO = (
    "false f no n 0 0.0 off falsch nein faux non falso nao n\u00e3o nee onwaar niet nie falsz fa\u0142sz nej falsk"
    " usant nei ei hayir hay\u0131r ne \u043d\u0435\u0442 nem \u2610 \u5426 \u3044\u3044\u3048"
    " opt-in optin opt_in opted-in opted_in subscribed active callable ok okay allowed unchecked clear"
)
_SAYS_YES = frozenset({*_YES.split(), "do not call", "opted out", "opt out", "do not contact"})
_SAYS_NO = frozenset({*_NO.split(), "opted in", "opt in", "ok to call", "may call", "not opted out", "not on dnc"})
_ANYWHERE, _SINGLE, _WHOLE = _PHRASES.split(), frozenset(_WORDS.split()), frozenset(_NAMES.split())
_ABOUT_WORDS = frozenset(_ABOUT.split())
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@functools.lru_cache(1024)
def is_opt_out(name: str) -> bool:
    """Whether a header means that its column tells who must not be called."""
    words = [_letters(word) for word in re.split(r"[\W_]+", _CAMEL.sub(" ", name)) if word]
    whole = "".join(words)
    if not _ABOUT_WORDS.isdisjoint(words):
        return False
    if whole not in _WHOLE and _SINGLE.isdisjoint(words) and not any(phrase in whole for phrase in _ANYWHERE):
        return False
    return not (any(map(_CHANNELS.fullmatch, words)) and not any(map(_CALLS.match, words)))


@functools.lru_cache(4096)
def opts_out(cell: str) -> bool:
    """Whether a cell of such a column says that the contact must not be called; so does what can't be read."""
    key = blank_key(cell)
    return bool(key) and key not in _SAYS_NO and key not in PLACEHOLDERS


def is_clear(cell: str) -> bool:
    """Whether a cell that opts out is a known word for it."""
    return blank_key(cell) in _SAYS_YES


def _letters(word: str) -> str:
    """Return a word in lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", word).casefold()
    return "".join(char for char in decomposed if char.isalnum())
