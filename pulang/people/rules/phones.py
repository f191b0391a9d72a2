"""Phone numbers as E.164. Home is Indonesia; the countries where people of NTT work are known too.

Handbook 7.4. A shared phone is normal: who owns it is a fact of its own, never assumed.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from pulang.people.rules.findings import Finding, error, note

MOBILE, LANDLINE, OTHER = "mobile", "landline", "other"

LANDLINE_AREAS = {
    "380": "Kupang",
    "381": "Ende",
    "382": "Maumere",
    "383": "Larantuka",
    "385": "Ruteng",
    "386": "Kalabahi",
    "387": "Waingapu",
    "389": "Atambua",
}
ABROAD = ("MY", "SG", "HK", "TW", "JP", "BN", "SA", "AE", "TL", "KR", "QA", "KW", "JO", "OM")
_HOME_MOBILE = re.compile(r"(?:\+?62|0062)?0?(8[1-9]\d{7,10})")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s.\-()_\u00a0\u200e\u202a\u202c]+")
_BETWEEN = re.compile(r"[/;,|&\n]|\bdan\b|\batau\b|\bor\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PhoneReading:
    """What a phone cell says; `e164` is '' when no number can be read."""

    given: str
    e164: str = ""
    country: str = ""
    kind: str = ""
    area: str = ""
    findings: tuple[Finding, ...] = ()


@lru_cache(maxsize=131_072)
def parse(text: str, *, country: str = "ID") -> PhoneReading:
    """Return the reading of one number; a number without country code is read as of `country`."""
    given = text.strip()
    compact = _SEPARATORS.sub("", given).lstrip("'")
    compact = compact.removesuffix(",0")
    if not any(character.isdigit() for character in compact):
        return PhoneReading(text, findings=(error("PHONE_EMPTY"),) if given else ())
    if _SCIENTIFIC.fullmatch(given):
        return PhoneReading(text, findings=(error("PHONE_SPREADSHEET"),))
    home = _HOME_MOBILE.fullmatch(compact) if country == "ID" else None
    if home:
        return PhoneReading(text, f"+62{home.group(1)}", "ID", MOBILE)
    return _parse_elsewhere(text, compact, country)


def _parse_elsewhere(text: str, compact: str, country: str) -> PhoneReading:
    tries = [compact] if compact.startswith("+") else [compact, f"+{compact.removeprefix('00')}"]
    for attempt in tries:
        try:
            number = phonenumbers.parse(attempt[:40], country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number) and _is_real(number):
            return _reading(text, number)
    return PhoneReading(text, findings=(error("PHONE_INVALID"),))


def _is_real(number: phonenumbers.PhoneNumber) -> bool:
    national = str(number.national_number)
    if number.country_code == 62 and national[:3] in LANDLINE_AREAS:
        return 8 <= len(national) <= 11
    return phonenumbers.is_valid_number(number)


def _reading(text: str, number: phonenumbers.PhoneNumber) -> PhoneReading:
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    region = phonenumbers.region_code_for_number(number) or ""
    national = str(number.national_number)
    kinds = phonenumbers.PhoneNumberType
    kind = {
        kinds.MOBILE: MOBILE,
        kinds.FIXED_LINE: LANDLINE,
        kinds.FIXED_LINE_OR_MOBILE: MOBILE,
    }.get(phonenumbers.number_type(number), OTHER)
    if number.country_code == 62 and national[:3] in LANDLINE_AREAS:
        return PhoneReading(text, e164, "ID", LANDLINE, LANDLINE_AREAS[national[:3]])
    remarks = () if region in {"ID", *ABROAD} else (note("PHONE_ABROAD", country=region or "?"),)
    return PhoneReading(text, e164, region, kind, findings=remarks)


def parse_all(text: str, *, country: str = "ID") -> tuple[PhoneReading, ...]:
    """Return the readings of a cell that may hold several numbers (`0812…/0813…`), readable ones first."""
    pieces = [piece for piece in _BETWEEN.split(text) if piece.strip()] or [text]
    readings = [parse(piece, country=country) for piece in pieces]
    return tuple(sorted(readings, key=lambda reading: not reading.e164))
