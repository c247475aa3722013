"""A list's own opt-out column: which header means one, and what its cells say."""

import functools
import re
import unicodedata

from runner.config.campaign import blank_key
from runner.contacts.vocabulary.placeholders import PLACEHOLDERS

# Headers of Salesforce (DoNotCall, HasOptedOutOfCall), HubSpot, CiviCRM (Do not phone), Dynamics (Do not allow Phone
# Calls), Zoho, Mautic (Do not contact), Twilio and the registries that lists are compared with (DNC, NDNC, DNCR, TPS,
# CTPS, Bloctel, Robinson, RPO, Bel-me-niet, NIX, REUS, Nao Me Perturbe), as `_letters` has them. From the beginning of
# a word, or inside of one:
_PHRASES = (
    "donotcall dontcall nocall donotphone donottelephone donotring donotcontact dontcontact donotdisturb donotdial"
    " donotallowphone donotallowcall donotbulkphone donotsolicit notelemarketing nevercall stopcall stopcontact"
    " removefromlist excludefromcall optout optedout optsout unsubscribe unsubscribed suppressed suppression"
    " blacklist blocklist blockedcontact callblocked callsblocked callrefused refusescalls declinescalls litigator"
    " consentrevoked revokedconsent consentwithdrawn withdrewconsent telephonepreferenceservice"
    " nichtanruf nichtmehranruf nichtkontakt nichtmehrkontakt nichttelef keineanrufe keinanruf keinewerbung anrufsperre"
    " anrufverbot anrufgesperrt werbesperre werbeverbot werbunguntersagt kontaktsperre kontaktverbot telefonsperre"
    " telefonverbot telefongesperrt sperrvermerk werbewiderspruch einwilligungwiderruf robinson abgemeldet"
    " nepasappel nepascontact nepasderang nepastelephon neplusappel nepluscontact pasdappel stopappel bloctel"
    " oppositiontel oppositionappel oppositiondemarch listerouge desinscri desabonne"
    " nollamar nollame nocontactar nomolest nodeseallamada noquierellamada dadodebaja listanegra"
    " naolig naocontat naocontact naoperturb naomeperturb naotelefon descadastr"
    " nonchiam noncontatt nondisturb nontelefon registroopposizioni delleopposizioni disiscritt"
    " nietbell nietmeerbell nietcontact nietbenader bellenniet belmeniet afgemeld uitgeschreven"
    " niedzwon niekontakt zakazkontakt zakazdzwon ringinte ringejinte ringej ejring kontaktaejinte kontaktainte"
    " ringikke ikkering kontaktikke reservertmot"
    " eisaasoittaa puhelinkielto markkinointikielto aramay\u0131n aranmas\u0131n nevolat nevolej nehivja nehivhat"
    " nesunati nusuna anusesuna"
    " \u043d\u0435\u0437\u0432\u043e\u043d \u043d\u0435\u0434\u0437\u0432\u043e\u043d"
    " \u043d\u0435\u0431\u0435\u0441\u043f\u043e\u043a"
    " \u0447\u0435\u0440\u043d\u044b\u0439\u0441\u043f\u0438\u0441\u043e\u043a"
    " \u03bc\u03b7\u03bd\u03ba\u03b1\u03bb \u05dc\u05d0\u05dc\u05d4\u05ea\u05e7\u05e9\u05e8"
    " \u05d0\u05dc\u05ea\u05ea\u05e7\u05e9\u05e8 \u0644\u0627\u062a\u062a\u0635\u0644"
    " \u0639\u062f\u0645\u0627\u0644\u0627\u062a\u0635\u0627\u0644"
    " \u96fb\u8a71\u4e0d\u53ef \u67b6\u96fb\u4e0d\u53ef \u67b6\u96fb\u7981\u6b62 \u96fb\u8a71\u7981\u6b62"
    " \u67b6\u96fbng \u96fb\u8a71ng \u96fb\u8a71\u304a\u65ad\u308a \u9023\u7d61\u4e0d\u53ef"
    " \u9023\u7d61\u7981\u6b62 \u7740\u4fe1\u62d2\u5426"
    " \u8bf7\u52ff\u81f4\u7535 \u8acb\u52ff\u81f4\u96fb \u52ff\u6270 \u52ff\u64fe \u52ff\u6253"
    " \u52ff\u8054\u7cfb \u52ff\u806f\u7d61 \u62d2\u63a5 \u62d2\u7edd\u6765\u7535"
    " \uc804\ud654\uae08\uc9c0 \uc218\uc2e0\uac70\ubd80 \uc5f0\ub77d\uae08\uc9c0"
)
# As a word of its own, and as the only word:
_WORDS = "dnc dnd ndnc dncl dncr ndncr tps ctps ftps rpo bmnr unsub"
_NAMES = (
    "nix nixad nixsparr reservert opposition widerspruch widerruf sperre gesperrt sparrad baja excluido bloqueado"
    " nocontact blocked suppress remove removed exclude excluded exclusion revoked \u043e\u0442\u043a\u0430\u0437"
)
# Another channel than the telephone, unless that is named too; and what says nothing about the contact.
_CHANNELS = "e|email|mail|sms|text|txt|fax|whatsapp|newsletter|letter|post|brief|courri|correo|push|cookie|chat|rcs|mms"
_CALLS = "call|phone|tele|tel|voice|anruf|appel|llam|lig|chiam|bell|dial|ring|kontakt|contact"
_ABOUT = "link url token id count total"
_YES = (
    "true t yes y 1 1.0 x on wahr ja j vrai oui o verdadero cierto si s\u00ed s sim verdadeiro vero waar tak prawda"
    " sant sann sand kylla evet da \u0434\u0430 ano igen \u2713 \u2714 \u2611 \u2705 \u662f"
    " dnc opt-out optout opt_out opted-out opted_out unsubscribed suppressed registered listed blocked checked -1"
)
_NO = (
    "false f no n 0 0.0 off falsch nein faux non falso nao n\u00e3o nee onwaar niet nie falsz fa\u0142sz nej falsk"
    " usant nei ei hayir hay\u0131r ne \u043d\u0435\u0442 nem \u2610 \u5426 \u3044\u3044\u3048"
    " nu fals hamis nepravda falskt ep\u00e4tosi yanl\u0131\u015f \u043b\u043e\u0436\u044c"
    " \u043d\u0456 \u03cc\u03c7\u03b9 \u05dc\u05d0 \u0644\u0627"
    " \u306a\u3057 \u65e0 \u7121 \uc544\ub2c8\uc694 \uc544\ub2c8\uc624"
    " opt-in optin opt_in opted-in opted_in subscribed active callable ok okay allow allowed unchecked clear clean"
    " unlisted unregistered 0000-00-00"  # MySQL's date of what never happened
)
_SAYS_YES = frozenset({*_YES.split(), "do not call", "opted out", "opt out", "do not contact", "do not allow"})
_SAYS_NO = frozenset(
    {
        *_NO.split(),
        *("opted in", "opt in", "ok to call", "can call", "may call", "not opted out", "0000-00-00 00:00:00"),
        *("not on dnc", "not registered", "not listed", "not found", "not on list", "no match", "not suppressed"),
    }
)
_UNKNOWN = frozenset(
    (
        *("unknown", "?", "??", "???", "tbd", "tba"),
        *("#ref!", "#value!", "#name?", "#unknown!", "#error!", "#spill!", "#calc!", "#num!"),
    )
)
"""Placeholders that don't mean that nothing was entered."""
_NO_VALUE = PLACEHOLDERS - _UNKNOWN
_ABOUT_WORDS = frozenset(_ABOUT.split())
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@functools.lru_cache(1024)
def is_opt_out(name: str) -> bool:
    """Whether a header means that its column tells who must not be called."""
    words = [_letters(word) for word in re.split(r"[\W_]+", _CAMEL.sub(" ", name)) if word]
    if not _ABOUT_WORDS.isdisjoint(words) or _is_number(words):
        return False
    whole = "".join(word for word in words if word not in _ASKING)
    if whole not in _WHOLE and _SINGLE.isdisjoint(words) and not _has_phrase(words):
        return False
    return not (
        any(re.fullmatch(_CHANNELS, word) for word in words) and not any(re.match(_CALLS, word) for word in words)
    )


@functools.lru_cache(4096)
def opts_out(cell: str) -> bool:
    """Whether a cell of such a column says that the contact must not be called; so does what can't be read."""
    key = blank_key(cell)
    return bool(key) and key not in _SAYS_NO and key not in _NO_VALUE


def is_clear(cell: str) -> bool:
    """Whether a cell that opts out is a known word for it."""
    return blank_key(cell) in _SAYS_YES


def _has_phrase(words: list[str]) -> bool:
    """Whether a phrase is inside of a word or begins with one: `Telefono contacto` is no `no contact`."""
    if any(phrase in word for word in words for phrase in _ANYWHERE):
        return True
    return any("".join(words[start:]).startswith(_ANYWHERE) for start in range(len(words)))


def _is_number(words: list[str]) -> bool:
    """Whether words mean how many opted out, or the number to call for it; `Do not call this number` doesn't."""
    return words[:2] == ["number", "of"] or (words[-1:] == ["number"] and words[-2:-1] != ["this"])


def _letters(word: str) -> str:
    """Return a word in lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", word).casefold()
    return "".join(char for char in decomposed if char.isalnum())


_ANYWHERE = tuple(map(_letters, _PHRASES.split()))
_SINGLE, _WHOLE = frozenset(_WORDS.split()), frozenset(_letters(name) for name in _NAMES.split())
_ASKING = frozenset({"is", "has", "was"})
