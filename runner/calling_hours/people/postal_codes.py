"""The state that an address is in, from a state's name or code or from a postal code."""

import functools
import re
from bisect import bisect_right
from collections import defaultdict

from runner.phone_numbers.table import NumberInfo, number_infos

_US = "AL AK AZ AR CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK"
_US += " OR PA RI SC SD TN TX UT VA VT WA WI WV WY"
_CODES = {
    "US": frozenset(_US.split()),
    "CA": frozenset(["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"]),
    "AU": frozenset(["ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA"]),
}
_NAMES = {
    "US": (
        "AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,DC District of Columbia,"
        "DE Delaware,FL Florida,GA Georgia,HI Hawaii,IA Iowa,ID Idaho,IL Illinois,IN Indiana,KS Kansas,KY Kentucky,"
        "LA Louisiana,MA Massachusetts,MD Maryland,ME Maine,MI Michigan,MN Minnesota,MO Missouri,MS Mississippi,"
        "MT Montana,NC North Carolina,ND North Dakota,NE Nebraska,NH New Hampshire,NJ New Jersey,NM New Mexico,"
        "NV Nevada,NY New York,OH Ohio,OK Oklahoma,OR Oregon,PA Pennsylvania,RI Rhode Island,SC South Carolina,"
        "SD South Dakota,TN Tennessee,TX Texas,UT Utah,VA Virginia,VT Vermont,WA Washington,WI Wisconsin,"
        "WV West Virginia,WY Wyoming"
    ),
    "CA": (
        "AB Alberta,BC British Columbia,MB Manitoba,NB New Brunswick,NL Newfoundland and Labrador,NS Nova Scotia,"
        "NT Northwest Territories,NU Nunavut,ON Ontario,PE Prince Edward Island,QC Quebec,QC Québec,SK Saskatchewan,"
        "YT Yukon"
    ),
    "AU": (
        "ACT Australian Capital Territory,NSW New South Wales,NT Northern Territory,QLD Queensland,SA South Australia,"
        "TAS Tasmania,VIC Victoria,WA Western Australia"
    ),
}
# From which first three digits on ZIP codes are in a state; ? is none (USPS, labeling list L002).
_ZIP = (
    "000 ?,005 NY,006 ?,010 MA,028 RI,030 NH,039 ME,050 VT,060 CT,070 NJ,090 ?,100 NY,150 PA,197 DE,200 DC,201 VA,"
    "202 DC,206 MD,220 VA,247 WV,270 NC,290 SC,300 GA,320 FL,340 ?,341 FL,350 AL,370 TN,386 MS,398 GA,400 KY,430 OH,"
    "460 IN,480 MI,500 IA,530 WI,550 MN,569 DC,570 SD,580 ND,590 MT,600 IL,630 MO,660 KS,680 NE,700 LA,716 AR,730 OK,"
    "733 TX,734 OK,750 TX,800 CO,820 WY,832 ID,840 UT,850 AZ,870 NM,885 TX,889 NV,900 CA,962 ?,967 HI,969 ?,970 OR,"
    "980 WA,995 AK"
)
# The first letter of Canada's postal codes (Canada Post, forward sortation areas); X is shared by two territories.
_LETTERS = {
    "A": "NL",
    "B": "NS",
    "C": "PE",
    "E": "NB",
    "R": "MB",
    "S": "SK",
    "T": "AB",
    "V": "BC",
    "Y": "YT",
    **dict.fromkeys("GHJ", "QC"),
    **dict.fromkeys("KLMNP", "ON"),
}
# From which number on Australia's postcodes are in a state (Australia Post).
_POSTCODES = (
    "0000 ?,0200 ACT,0300 ?,0800 NT,1000 NSW,2600 ACT,2619 NSW,2900 ACT,2921 NSW,3000 VIC,4000 QLD,5000 SA,6000 WA,"
    "7000 TAS,8000 VIC,9000 QLD"
)
_ZONES_OF_AUSTRALIA = {
    "ACT": "Australia/Sydney",
    "NSW": "Australia/Sydney",
    "NT": "Australia/Darwin",
    "QLD": "Australia/Brisbane",
    "SA": "Australia/Adelaide",
    "TAS": "Australia/Hobart",
    "VIC": "Australia/Melbourne",
    "WA": "Australia/Perth",
}


@functools.lru_cache(maxsize=65_536)
def state(country: str, text: str) -> str | None:
    """Return the code of a state from its code or name; None where the country has no such state."""
    normalized = " ".join(text.split()).upper()
    return normalized if normalized in _CODES.get(country, ()) else _codes_by_name(country).get(normalized)


@functools.lru_cache(maxsize=65_536)
def state_of_postal_code(country: str, text: str) -> str | None:
    """Return the state that a postal code is in; None where it isn't one, or isn't in one state."""
    code = text.strip().upper()
    if country == "US" and re.fullmatch(r"[0-9]{5}(-?[0-9]{4})?", code, re.ASCII):
        return _lookup(_ZIP, code[:3])
    if country == "CA" and re.fullmatch(r"[A-Z][0-9][A-Z]( ?[0-9][A-Z][0-9])?", code, re.ASCII):
        return _LETTERS.get(code[0])
    if country == "AU" and re.fullmatch(r"[0-9]{4}", code, re.ASCII):
        return _lookup(_POSTCODES, code)
    return None


@functools.cache
def zones(country: str, state: str) -> tuple[str, ...]:
    """Return the zones of a state: those of its area codes, its own ones where it has any; empty where unknown."""
    if country == "AU":
        return (_ZONES_OF_AUSTRALIA[state],) if state in _ZONES_OF_AUSTRALIA else ()
    infos = _infos_by_state()[country, state]
    own = [info for info in infos if len(info.states) == 1]
    return tuple(sorted({zone for info in own or infos for zone in info.zones}))


@functools.cache
def _infos_by_state() -> dict[tuple[str, str], list[NumberInfo]]:
    result: dict[tuple[str, str], list[NumberInfo]] = defaultdict(list)
    for info in number_infos():
        for state in info.states:
            result[info.region or "", state].append(info)
    return result


@functools.cache
def _codes_by_name(country: str) -> dict[str, str]:
    pairs = (pair.split(" ", 1) for pair in _NAMES.get(country, "").split(",") if pair)
    return {name.upper(): code for code, name in pairs}


def _lookup(ranges: str, code: str) -> str | None:
    starts, states = _ranges(ranges)
    state = states[bisect_right(starts, code) - 1]
    return None if state == "?" else state


@functools.cache
def _ranges(ranges: str) -> tuple[list[str], list[str]]:
    pairs = [pair.split() for pair in ranges.split(",")]
    return [start for start, _ in pairs], [state for _, state in pairs]
