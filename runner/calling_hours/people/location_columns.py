"""Which columns of a list say where a contact is, by their headers.

The headers are usual names, also in other languages, and those of the documentation of fields and exports of HubSpot
(State/Region), Salesforce (MailingState, Mailing Zip/Postal Code, TimeZoneSidKey), VICIdial (gmt_offset_now), Zoho,
Pipedrive (State/county of Address), Marketo (Inferred State Region), Mailchimp (GMTOFF, DSTOFF), Outreach, Salesloft,
GoHighLevel, Five9, NICE CXone, Twilio (ToState), Google (Address 1 - Region), Shopify (Province Code), Square
(Administrative District Level 1) and Amazon (StateOrRegion).
"""

import enum
import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


class Kind(enum.StrEnum):
    """What a column holds, as a finding names one cell of it."""

    ZONE = "a time zone"
    STATE = "a state or province"
    POSTAL_CODE = "a postal code"


_NAMES = {
    Kind.ZONE: (
        "time zone, time zones, timezone abbrev, tz abbr, utc offset hours, gmt offset hours, tz, timezone region "
        "code, timezone id, timezone name, timezone code, timezone abbreviation, timezone abbr, timezone offset, iana "
        "zone, iana timezone, iana tz, olson timezone, tz name, tz id, tz offset, tz code, zone horaire, timezone sid "
        "key, tzdb, tz database, zone info, utc offset, gmt offset, gmt offset now, offset utc, offset gmt, gmtoff, "
        "dstoff, utcoff, Zeitzone, zona horaria, huso horario, fuso horário, fuseau horaire, fuso orario, tijdzone, "
        "tidszone, tidssone, tidszon, aikavyöhyke, strefa czasowa, časové pásmo, időzóna, fus orar, saat "
        "dilimi, múi giờ, zona waktu, часовой пояс, 时区, 時區, タイムゾーン, 시간대"
    ),
    Kind.STATE: (
        "state, province, region, state/prov, st/province, county/state, state/province/county, state or "
        "province/region, region/province, state abbrev, state short, state full name, st code, st cd, st abbr, mail "
        "st, mailing st, home st, cust st, domicile state, state/province text only, state/province, state or "
        "province, province/state, state/region, region/state, state or region, state code, province code, "
        "state/province code, state/region code, region code, state name, province name, region name, state "
        "abbreviation, state abbr, state/county, state or county, state/territory, state or territory, "
        "state/province/region, prov/state, st/prov, administrative area, administrative district level 1, "
        "administrative area level 1, admin area 1, state iso, state id, estado id, ISO state, estado, provincia, "
        "estado/provincia, entidad federativa, província, estado UF, UF estado, Bundesland, région, regione, Kanton, "
        "canton, województwo, comunidad autónoma, CCAA, região"
    ),
    Kind.POSTAL_CODE: (
        "zip, zip code, zip codes, c. postal, cod postal, postal code, post code, zip/postal code, zip/postal, "
        "postal/zip, postal/zip code, zip/postcode, postal code/zip, zip or postal code, postal or zip code, zip5, "
        "postal cd, zip9, zip code 5, zip+4, zip code+4, full zip, Postleitzahl, PLZ, code postal, código postal, "
        "codice postale, codice avviamento postale, CEP, código deendereçamento postal, PIN code, postnummer, "
        "postnr, postinumero, kod pocztowy, PSČ, irányítószám, postal index, почтовый индекс, 邮编, 邮政编码, "
        "郵便番号, 우편번호"
    ),
}
_ALONE = {
    Kind.ZONE: "zone, iana, fuso, fuseau, huso",
    Kind.STATE: "ST, prov, UF, entidad",
    Kind.POSTAL_CODE: "CP, postal",
}
"""Names that would mean something else with a word before them."""
_WORDS = (
    "mailing mail billing bill shipping ship delivery other home work business company office contacts contact "
    "lead customer client person personal people account acct member user primary secondary alternate "
    "alternative alt main default current local residence residential physical legal registered registration "
    "property prospect recipient callee called borrower patient student voter donor attendee invitee guest "
    "employee employer buyer owner consumer subscriber applicant policyholder insured my your their inferred ip "
    "hs hubspot phys prop situs guarantor reg voting to us usa location geo address addr street site store "
    "branch headquarters hq card full of the now code c cd cust org organization organisation firm owner debtor "
    "res bill info iana windows outlook olson digit digits display from caller resident properties pc"
)
_WORDS_OF_ZONES = (
    "area country state region phone mobile number dialer dialing dial calling callback call preferred best"
)
_WORDS_OF_ZONES += " database time"
"""Words that name a time zone's kind or purpose; beside `state` or `region` they would mean something else."""

_VAGUE = frozenset(["zone", "region", "regione"])
_PART_OF_A_CODE = re.compile(r"(?:zip|code)3(?:code)?$|(?<!plus)4$")
"""The end of `ZIP3`, a column of the first three digits, and of `ZIP4`: what a ZIP+4 has behind the hyphen."""


@dataclass(frozen=True, slots=True)
class LocationColumn:
    """A column that says where a contact is: its index, its header, and what it may hold, the likeliest first.

    The header of a vague one may mean something else: `Zone` and `Region` are also those of salespeople.
    """

    index: int
    name: str
    kinds: tuple[Kind, ...]
    is_vague: bool = False


def location_columns(header: Sequence[str], sent_as: Mapping[str, str]) -> tuple[LocationColumn, ...]:
    """Return the columns by their headers and by the names that they are sent as, those of time zones first."""
    return _location_columns(tuple(header), tuple(sent_as.items()))


@functools.lru_cache(256)
def _location_columns(header: Sequence[str], sent_as: Iterable[tuple[str, str]]) -> tuple[LocationColumn, ...]:
    sent = {head.strip(): name for head, name in sent_as}
    columns = []
    for index, name in enumerate(header):
        kinds = (kind_of(sent.get(name.strip(), "")), kind_of(name))
        if known := tuple(dict.fromkeys(kind for kind in kinds if kind)):
            columns.append(LocationColumn(index, name.strip(), known, not kinds[0] and _key(name) in _VAGUE))
    return tuple(sorted(columns, key=lambda column: [*Kind].index(column.kinds[0])))


@functools.lru_cache(1024)
def kind_of(name: str) -> Kind | None:
    """Return what a column of this name holds; case, spaces, punctuation and accents don't count."""
    key = _key(name)
    if _PART_OF_A_CODE.search(key):
        return None
    return next((kind for kind in Kind if _means(key, kind)), None)


def _means(key: str, kind: Kind) -> bool:
    """Whether a header is a name of what a column holds, alone or among words."""
    names, words = _keys(_NAMES[kind]), _words(kind)
    if not any(name in key for name in names):
        return key in _keys(_ALONE[kind])
    starts, ends = {0}, {len(key)}
    for start in range(len(key)):
        if start in starts:
            starts.update(end for end in range(start + 1, len(key) + 1) if key[start:end] in words)
    for end in range(len(key), 0, -1):
        if end in ends:
            ends.update(start for start in range(end) if key[start:end] in words)
    return key in _keys(_ALONE[kind]) or any(key[start:end] in names for start in starts for end in ends)


@functools.cache
def _words(kind: Kind) -> frozenset[str]:
    return frozenset([*"0123456789", *_WORDS.split(), *(_WORDS_OF_ZONES.split() if kind is Kind.ZONE else ())])


@functools.cache
def _keys(names: str) -> frozenset[str]:
    return frozenset(map(_key, names.split(",")))


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("+", "plus")).casefold()
    return "".join(filter(str.isalnum, plain))
