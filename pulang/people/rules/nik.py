"""NIK: 16 digits, `PPKKCC DDMMYY SSSS`, day + 40 for women; permanent, without a check digit.

The region is that of *first registration*: neither birthplace nor today's home. A corrected birth
date leaves the old NIK, so disagreement is a warning and never a refusal (handbook 7.1; R7.2).
Repairs are suggested, never made.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pulang.people.rules.findings import Finding, error, note, warning
from pulang.people.rules.sexes import FEMALE, MALE

LENGTH = 16
WOMAN_DAYS = 40
OLDEST = 110

PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "16",
        "17",
        "18",
        "19",
        "21",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "51",
        "52",
        "53",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "72",
        "73",
        "74",
        "75",
        "76",
        "81",
        "82",
        "91",
        "92",
        "93",
        "94",
        "95",
        "96",
    ]
)
FORMER_PROVINCES = {"54": "Timor Timur"}
"""People registered in East Timor before 1999 kept their number."""

NTT_REGENCIES = frozenset([f"53{number:02d}" for number in range(1, 22)] + ["5371"])

FORMER_REGENCIES: dict[str, tuple[str, ...]] = {
    "5313": ("5306",),  # Lembata, from Flores Timur, 1999
    "5314": ("5301",),  # Rote Ndao, from Kupang, 2002
    "5315": ("5310",),  # Manggarai Barat, from Manggarai, 2003
    "5316": ("5309",),  # Nagekeo, from Ngada, 2007
    "5317": ("5312",),  # Sumba Tengah, from Sumba Barat, 2007
    "5318": ("5312",),  # Sumba Barat Daya, from Sumba Barat, 2007
    "5319": ("5310",),  # Manggarai Timur, from Manggarai, 2007
    "5320": ("5301",),  # Sabu Raijua, from Kupang, 2008
    "5321": ("5304",),  # Malaka, from Belu, 2013
    "5371": ("5301",),  # Kota Kupang, from Kupang, 1996
}
"""Today's regency (Kemendagri) → regencies whose code its people may still hold."""

_LOOKALIKES = str.maketrans({"O": "0", "Q": "0", "I": "1", "L": "1", "|": "1", "S": "5", "B": "8"})
_SCIENTIFIC = re.compile(r"\d[.,]?\d*E\+?\d+", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s.\-_'’:]+")
_AS_FLOAT = re.compile(r"(\d{10,})[.,]0+")
_MOST_SUGGESTIONS = 6


@dataclass(frozen=True, slots=True)
class NikReading:
    """The evidence in a NIK. With an error among the findings only `given` and `suggestions` count."""

    given: str
    digits: str = ""
    """All that was read as digits: 16 of them when well formed."""
    province: str = ""
    regency: str = ""
    district: str = ""
    birth_dates: tuple[date, ...] = ()
    """Possible birth dates, likeliest first: the number tells two digits of the year."""
    sex: str = ""
    serial: str = ""
    findings: tuple[Finding, ...] = ()
    suggestions: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Tell whether the number is well formed; warnings do not make it unusable."""
        return len(self.digits) == LENGTH and not any(found.is_error for found in self.findings)

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing speaks against the number."""
        return self.is_usable and not any(found.severity == "warning" for found in self.findings)

    @property
    def born_on(self) -> date | None:
        """Return the likeliest birth date, None when the digits hold none."""
        return self.birth_dates[0] if self.birth_dates else None


def digits_of(text: str) -> str:
    """Return the 16 digits when the text is a well-formed NIK, else ''."""
    compact = _compact(text)
    return compact if _is_well_formed(compact) else ""


def _compact(text: str) -> str:
    whole = _AS_FLOAT.sub(r"\1", text.strip())
    return _SEPARATORS.sub("", whole)


def _is_well_formed(compact: str) -> bool:
    return (
        len(compact) == LENGTH and compact.isascii() and compact.isdigit() and len(set(compact)) > 1
    )


@lru_cache(maxsize=65_536)
def _birth_dates(digits: str, year_now: int, today: date | None) -> tuple[date, ...]:
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    if day > WOMAN_DAYS:
        day -= WOMAN_DAYS
    found = []
    for century in (1900, 2000):
        try:
            born = date(century + year, month, day)
        except ValueError:
            continue
        if year_now - OLDEST <= born.year and (born <= today if today else born.year <= year_now):
            found.append(born)
    # Below 15 nobody holds a KTP that a list would carry: the older reading comes first then.
    found.sort(key=lambda born: (year_now - born.year < 15, -born.year))
    return tuple(found)


def parse(
    text: str,
    *,
    born_on: date | None = None,
    sex: str = "",
    family_card: str = "",
    regions: Container[str] | None = None,
    today: date | None = None,
) -> NikReading:
    """Return the reading of a NIK beside what else is known of the person. Never raises.

    `regions` holds the Kemendagri codes that are known (4 digits); without it provinces and the
    regencies of NTT are checked. `today` bounds the century; without it the year 2026 does.
    """
    compact = _compact(text)
    if not compact:
        return NikReading(text)
    if not _is_well_formed(compact):
        return _malformed(text, compact, born_on, sex)
    findings = [*_region_findings(compact, regions)]
    dates = _birth_dates(compact, today.year if today else 2026, today)
    day = int(compact[6:8])
    read_sex = FEMALE if day > WOMAN_DAYS else MALE
    suggestions: tuple[str, ...] = ()
    if not dates:
        findings.append(warning("NIK_DATE_INVALID", digits=compact[6:12]))
        suggestions = _transpositions(compact, born_on, sex)
    else:
        findings.extend(_date_findings(dates, born_on))
    if dates and sex and sex != read_sex:
        findings.append(warning("NIK_SEX_MISMATCH", nik=read_sex, stated=sex))
    if compact[12:] == "0000":
        findings.append(warning("NIK_SERIAL_ZERO"))
    if family_card and _compact(family_card) == compact:
        findings.append(warning("NIK_IS_FAMILY_CARD"))
    return NikReading(
        given=text,
        digits=compact,
        province=compact[:2],
        regency=compact[:4],
        district=compact[:6],
        birth_dates=dates,
        sex=read_sex if dates else "",
        serial=compact[12:],
        findings=tuple(findings),
        suggestions=suggestions,
    )


def _region_findings(digits: str, regions: Container[str] | None) -> list[Finding]:
    province, regency = digits[:2], digits[:4]
    if province in FORMER_PROVINCES:
        return [note("NIK_FORMER_REGION", place=FORMER_PROVINCES[province])]
    if province not in PROVINCES:
        return [warning("NIK_REGION_UNKNOWN", code=province)]
    if regions is not None:
        known = regency in regions
    else:
        known = province != "53" or regency in NTT_REGENCIES
    return [] if known else [warning("NIK_REGION_UNKNOWN", code=regency)]


def _date_findings(dates: tuple[date, ...], born_on: date | None) -> list[Finding]:
    if born_on is None:
        if len(dates) > 1:
            return [note("NIK_CENTURY", years=" / ".join(str(born.year) for born in dates))]
        return []
    if born_on in dates:
        return []
    return [
        warning("NIK_DOB_MISMATCH", nik=dates[0].isoformat(), stated=born_on.isoformat()),
    ]


def accepted_regencies(regency: str) -> tuple[str, ...]:
    """Return the codes which people of today's regency may carry in their NIK, today's first.

    A person of Malaka (5321) registered before 2013 holds 5304 of Belu: that is in order.
    """
    return (regency, *FORMER_REGENCIES.get(regency, ()))


def former_regency_of(digits: str, home: str) -> str:
    """Return the former code by which the NIK belongs to the home regency, '' when it does not."""
    code = digits[:4]
    return code if code in FORMER_REGENCIES.get(home[:4], ()) else ""


def _malformed(text: str, compact: str, born_on: date | None, sex: str) -> NikReading:
    only = "".join(
        character for character in compact if character.isdigit() and character.isascii()
    )
    if _SCIENTIFIC.fullmatch(text.strip()):
        return NikReading(text, only, findings=(error("NIK_SPREADSHEET"),))
    repaired = compact.upper().translate(_LOOKALIKES)
    if repaired != compact and _is_well_formed(repaired):
        return NikReading(text, only, findings=(error("NIK_LETTERS"),), suggestions=(repaired,))
    if len(compact) == LENGTH and len(set(compact)) == 1:
        return NikReading(text, only, findings=(error("NIK_PLACEHOLDER"),))
    finding = error("NIK_LENGTH", count=str(len(only))) if only else error("NIK_NO_DIGITS")
    suggestions: tuple[str, ...] = ()
    if repaired.isascii() and repaired.isdigit() and len(repaired) == LENGTH + 1:
        suggestions = _shortened(repaired, born_on, sex)
    return NikReading(text, only, findings=(finding,), suggestions=suggestions)


def _shortened(digits: str, born_on: date | None, sex: str) -> tuple[str, ...]:
    without_one = dict.fromkeys(digits[:at] + digits[at + 1 :] for at in range(len(digits)))
    return _plausible(tuple(without_one), born_on, sex)


def _transpositions(digits: str, born_on: date | None, sex: str) -> tuple[str, ...]:
    swapped = dict.fromkeys(
        digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(5, 12)
    )
    return _plausible(tuple(swapped), born_on, sex)


def _plausible(tries: tuple[str, ...], born_on: date | None, sex: str) -> tuple[str, ...]:
    """Keep the tries that are sound, and agree with birth date and sex where these are known."""
    sound = tuple(digits for digits in tries if _agrees(digits, born_on, sex))
    return sound if len(sound) <= _MOST_SUGGESTIONS else ()


def _agrees(digits: str, born_on: date | None, sex: str) -> bool:
    if not _is_well_formed(digits) or any(
        found.severity == "warning" for found in _region_findings(digits, None)
    ):
        return False
    dates = _birth_dates(digits, 2026, None)
    read_sex = FEMALE if int(digits[6:8]) > WOMAN_DAYS else MALE
    return bool(dates) and born_on in (None, *dates) and sex in ("", read_sex)
