"""Reads a cell of a column of postal codes, also one that lost its leading zeros to a spreadsheet."""

import functools
import re
from bisect import bisect_right

from runner.calling_hours.people.readings import Area

# From which code on postal codes are in an area; ? is none.
_RANGES = {
    # USPS, labeling list L002; ? has the armed forces and the states in free association.
    "US": (
        "000 ?,005 NY,006 PR,008 VI,009 PR,010 MA,028 RI,030 NH,039 ME,050 VT,055 MA,056 VT,060 CT,070 NJ,090 ?,"
        "100 NY,150 PA,197 DE,200 DC,201 VA,202 DC,206 MD,220 VA,247 WV,270 NC,290 SC,300 GA,320 FL,340 ?,341 FL,"
        "343 ?,344 FL,345 ?,346 FL,348 ?,349 FL,350 AL,370 TN,386 MS,398 GA,400 KY,430 OH,460 IN,480 MI,500 IA,"
        "530 WI,550 MN,569 DC,570 SD,580 ND,590 MT,600 IL,630 MO,660 KS,680 NE,700 LA,716 AR,730 OK,733 TX,"
        "734 OK,750 TX,800 CO,820 WY,832 ID,840 UT,850 AZ,870 NM,885 TX,886 ?,889 NV,900 CA,962 ?,967 HI,"
        "96799 AS,968 HI,969 GU,96939 ?,96950 MP,96953 ?,970 OR,980 WA,995 AK,99951 ?"
    ),
    # Australia Post.
    "AU": (
        "0000 ?,0200 ACT,0300 ?,0800 NT,1000 NSW,2600 ACT,2619 NSW,2900 ACT,2921 NSW,3000 VIC,4000 QLD,5000 SA,"
        "6000 WA,7000 TAS,8000 VIC,9000 QLD"
    ),
    # Correos de México (SEPOMEX), the first two digits.
    "MX": (
        "00 CMX,17 ?,20 AGU,21 BCN,23 BCS,24 CAM,25 COA,28 COL,29 CHP,31 CHH,34 DUR,36 GUA,39 GRO,42 HID,44 JAL,50 MEX,"
        "58 MIC,62 MOR,63 NAY,64 NLE,68 OAX,72 PUE,76 QUE,77 ROO,78 SLP,80 SIN,83 SON,86 TAB,87 TAM,90 TLA,91 VER,"
        "97 YUC,98 ZAC"
    ),
    # Correios.
    "BR": (
        "00 ?,01 SP,20 RJ,29 ES,30 MG,40 BA,49 SE,50 PE,57 AL,58 PB,59 RN,60 CE,64 PI,65 MA,66 PA,689 AP,69 AM,693 RR,"
        "694 AM,699 AC,70 DF,728 GO,73 DF,737 GO,768 RO,77 TO,78 MT,789 RO,79 MS,80 PR,88 SC,90 RS"
    ),
    # Correos: provinces 35 and 38 are the Canary Islands.
    "ES": "00 ?,01 MD,35 CN,36 MD,38 CN,39 MD,53 ?",
    # CTT.
    "PT": "0000 ?,1000 11,9000 30,9500 20",
    # New Zealand Post: the two codes of the Chatham Islands.
    "NZ": "0000 AUK,8016 CIT,8017 AUK,8942 CIT,8943 AUK",
    # La Poste: overseas. Codes of the mainland need no reading.
    "FR": "00 ?,971 971,972 972,973 973,974 974,975 975,976 976,977 ?,986 986,987 987,988 988,989 ?",
}
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
    **dict.fromkeys(("X0A", "X0B", "X0C"), "NU"),
    **dict.fromkeys(("X0E", "X0G", "X1A"), "NT"),
    **dict.fromkeys("GHJ", "QC"),
    **dict.fromkeys("KLMNP", "ON"),
}
# By how many digits a code has, and how many more behind them; with fewer digits it has lost its zeros.
_COUNTRIES = {
    (3, 0): ("US", "AU", "NZ"),
    (4, 0): ("US", "AU", "MX", "ES", "PT", "NZ", "FR"),
    (5, 0): ("US", "MX", "ES", "FR"),
    (3, 4): ("US",),
    (4, 4): ("US",),
    (5, 4): ("US",),
    (4, 3): ("BR", "PT"),
    (5, 3): ("BR",),
}
_LENGTHS = {"AU": 4, "PT": 4, "NZ": 4}
_LONGEST = 5
_DIGITS = re.compile(r"([0-9]+)(?:[- .]([0-9]+))?", re.ASCII)
_CANADIAN = re.compile(r"([A-CEGHJ-NPR-TVXY][0-9][A-Z])( ?-? ?[0-9][A-Z][0-9])?", re.ASCII)
_DECIMAL = re.compile(r"\.0+$")
_PREFIX = re.compile(r"^[A-Z]{1,3}[- ](?=[0-9]{3})", re.ASCII)


def read(text: str) -> Area:
    """Return the areas that a cell without blanks around it is in, one of each country whose form it has."""
    code = _PREFIX.sub("", _DECIMAL.sub("", text.upper())).rstrip("- ")
    if canadian := _CANADIAN.fullmatch(code):
        area = _LETTERS.get(code[0]) or _LETTERS.get(code[:3])
        return Area((f"CA-{area}",), unique=canadian[2] is not None) if area else Area(())
    digits = _DIGITS.fullmatch(code)
    if not digits:
        return Area(())
    first, more = digits[1], len(digits[2] or "")
    splits = [(first, more)]
    if len(first) > _LONGEST and not more:
        splits = [(first[:-length], length) for length in (4, 3)]
    return Area(tuple(area for split in splits for area in _areas(*split)))


@functools.lru_cache(65_536)
def _areas(code: str, more: int) -> tuple[str, ...]:
    result = []
    for country in _COUNTRIES.get((len(code), more), ()):
        starts, areas = _ranges(country)
        area = areas[bisect_right(starts, code.zfill(_LENGTHS.get(country, _LONGEST))) - 1]
        if area != "?":
            result.append(f"{country}-{area}")
    return tuple(result)


@functools.cache
def _ranges(country: str) -> tuple[list[str], list[str]]:
    pairs = [pair.split() for pair in _RANGES[country].split(",")]
    return [start for start, _ in pairs], [area for _, area in pairs]
