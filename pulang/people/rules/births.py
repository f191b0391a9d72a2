"""Birth dates as lists carry them: any order of day and month, month names, part of a date, an age.

Handbook 7.3: a date has a precision; 1 January, 1 July, 31 December and 17 August are the days of
people whose day nobody knew, and weigh almost nothing as evidence.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from pulang.people.rules.findings import Finding, error, note, warning

DAY, MONTH, YEAR, ESTIMATED = "day", "month", "year", "estimated"
DEFAULT_DAYS = frozenset({(1, 1), (1, 7), (31, 12), (17, 8)})
"""(day, month) that registrars write when the day is unknown."""
OLDEST = 120
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_RANGE = range(3_000, 55_000)

_MONTHS = {
    "jan": 1, "januari": 1, "january": 1, "peb": 2, "feb": 2, "februari": 2, "pebruari": 2,
    "february": 2, "mar": 3, "mrt": 3, "maret": 3, "march": 3, "apr": 4, "april": 4, "mei": 5,
    "may": 5, "jun": 6, "juni": 6, "june": 6, "jul": 7, "juli": 7, "july": 7, "agu": 8, "ags": 8,
    "agt": 8, "aug": 8, "agust": 8, "agustus": 8, "august": 8, "sep": 9, "sept": 9,
    "september": 9, "okt": 10, "oct": 10, "oktober": 10, "october": 10, "nov": 11, "nop": 11,
    "november": 11, "nopember": 11, "des": 12, "dec": 12, "desember": 12, "december": 12,
}  # fmt: skip
_EMPTY = frozenset({"", "-", "--", "?", "n/a", "na", "null", "none", "nan", "nil", "tidak ada"})
_ISO = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})\s?[-/. ,]\s?(\d{1,2})\s?[-/. ,]\s?(\d{4}|\d{2})")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/.,]*([a-z]{3,9})[\s\-/.,']*(\d{4}|\d{2})")
_NAMED_FIRST = re.compile(r"([a-z]{3,9})[\s\-.]*(\d{1,2})(?:st|nd|rd|th)?,?[\s\-]+(\d{4})")
_MONTH_YEAR = re.compile(r"(?:(\d{1,2})[\-/. ]|([a-z]{3,9})[\s\-/.,]*)(\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
_COMPACT = re.compile(r"(\d{8})")
_YEAR = re.compile(r"(\d{4})")
_AGE = re.compile(r"(\d{1,3})\s*(?:th|thn|tahun|years?|yrs?|yo|y)\b\.?(?:\s*old)?")
_ABOUT = re.compile(
    r"^\s*(?:±|\+/-|\+-|~|k\.?l\.?|kira[\s-]?kira|sekitar|umur|usia|about|circa|ca?\.)\s*"
)
_TIME = re.compile(r"[t\s]\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?\s*(?:z|[ap]m|wi[bt]a?)?$")
_PLACE = re.compile(r"^([^\d,±~]{2,60}?)\s*(?:[,/]\s*|\s)(?=[\d±~]|tgl)")


@dataclass(frozen=True, slots=True)
class BirthReading:
    """What a birth date says: a day and how far it can be trusted (`day`, `month`, `year`, `estimated`).

    With precision `month` or `year` the missing part of `on` is written 1.
    """

    given: str
    on: date | None = None
    precision: str = ""
    place: str = ""
    """`Kupang, 12-03-1985`: what stood before the date."""
    alternatives: tuple[date, ...] = ()
    """Other dates which the same characters can mean: day and month swapped, another century."""
    findings: tuple[Finding, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Tell whether a date was read."""
        return self.on is not None


def is_default_day(day: date) -> bool:
    """Tell whether this is a day that registrars write when nobody knows it."""
    return (day.day, day.month) in DEFAULT_DAYS


def swap(day: date) -> date | None:
    """Return the date with day and month exchanged, None when that is no date or the same."""
    if day.day > 12 or day.day == day.month:
        return None
    return day.replace(day=day.month, month=day.day)


def parse_date(
    value: str | float | date | None, *, today: date | None = None, day_first: bool = True
) -> BirthReading:
    """Return the reading of a birth date in any form a list carries. Never raises.

    Day comes before month, as in Indonesia, unless only the other order is possible or
    `day_first` says otherwise. `today` bounds the future and turns an age into a year.
    """
    if value is None:
        return BirthReading("")
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _judged(BirthReading(value.isoformat(), value, DAY), today)
    if isinstance(value, int | float):
        return _serial(value, today)
    return _parse_text(value, today, day_first)


@lru_cache(maxsize=262_144)
def _parse_text(text: str, today: date | None, day_first: bool) -> BirthReading:
    body = " ".join(text.split()).casefold().strip(" .,;'\"")
    if body in _EMPTY:
        return BirthReading(text)
    place = ""
    before = _PLACE.match(body)
    if before and before.group(1).strip(" .") not in _MONTHS and not _ABOUT.match(body):
        place = " ".join(text.split())[: before.end(1)].strip(" ,.'\"")
        body = body[before.end() :].removeprefix("tgl").strip(" .:")
    without_time = _TIME.sub("", body).strip()
    about = _ABOUT.match(without_time)
    core = _ABOUT.sub("", without_time).strip()
    reading = _read_core(text, core, today, day_first)
    if reading is None:
        return BirthReading(text, place=place, findings=(error("DOB_UNREADABLE"),))
    precision = ESTIMATED if about and reading.on else reading.precision
    return _judged(
        BirthReading(text, reading.on, precision, place, reading.alternatives, reading.findings),
        today,
    )


def _read_core(text: str, core: str, today: date | None, day_first: bool) -> BirthReading | None:
    if found := _ISO.fullmatch(core):
        year, month, day = map(int, found.groups())
        return _dated(text, year, month, day, swappable=False)
    if found := _NUMERIC.fullmatch(core):
        first, second, year_text = found.groups()
        day, month = (int(first), int(second)) if day_first else (int(second), int(first))
        return _with_year(text, year_text, month, day, today, swappable=True)
    if found := _NAMED.fullmatch(core):
        if month := _MONTHS.get(found.group(2), 0):
            return _with_year(text, found.group(3), month, int(found.group(1)), today)
        return None
    if found := _NAMED_FIRST.fullmatch(core):
        if month := _MONTHS.get(found.group(1), 0):
            return _dated(text, int(found.group(3)), month, int(found.group(2)), swappable=False)
        return None
    return _read_partial(text, core, today)


def _read_partial(text: str, core: str, today: date | None) -> BirthReading | None:
    if found := _COMPACT.fullmatch(core):
        return _eight_digits(text, found.group(1))
    if found := _MONTH_YEAR.fullmatch(core):
        month = int(found.group(1)) if found.group(1) else _MONTHS.get(found.group(2), 0)
        return _dated(text, int(found.group(3)), month, 0, swappable=False) if month < 13 else None
    if found := _YEAR_MONTH.fullmatch(core):
        return _dated(text, int(found.group(1)), int(found.group(2)), 0, swappable=False)
    if found := _YEAR.fullmatch(core):
        return _dated(text, int(found.group(1)), 0, 0, swappable=False)
    if found := _AGE.fullmatch(core):
        age = int(found.group(1))
        if today is None or age > OLDEST:
            return BirthReading(text, findings=(error("DOB_AGE_ONLY", age=str(age)),))
        return BirthReading(text, date(today.year - age, 1, 1), ESTIMATED)
    try:
        serial = float(core)
    except ValueError:
        return None
    return _serial(serial, today, text) if serial == serial and abs(serial) < 1e9 else None


def _eight_digits(text: str, digits: str) -> BirthReading | None:
    year_first = _dated(text, int(digits[:4]), int(digits[4:6]), int(digits[6:]), swappable=False)
    if year_first and year_first.on and 1900 <= year_first.on.year <= 2100:
        return year_first
    return _dated(text, int(digits[4:]), int(digits[2:4]), int(digits[:2]), swappable=True)


def _with_year(
    text: str, year_text: str, month: int, day: int, today: date | None, *, swappable: bool = False
) -> BirthReading:
    if len(year_text) == 4:
        return _dated(text, int(year_text), month, day, swappable=swappable)
    year_now = today.year if today else 2026
    year = 2000 + int(year_text)
    recent = _dated(text, year, month, day, swappable=swappable)
    older = _dated(text, year - 100, month, day, swappable=swappable)
    if year > year_now:
        return older
    both = tuple(found.on for found in (older,) if found.on)
    return BirthReading(
        text,
        recent.on,
        recent.precision,
        alternatives=recent.alternatives + both,
        findings=(*recent.findings, note("DOB_CENTURY_GUESSED", year=str(year))),
    )


def _dated(text: str, year: int, month: int, day: int, *, swappable: bool) -> BirthReading:
    precision = DAY if day else MONTH
    if not month:
        day, precision = 0, YEAR
    try:
        on = date(year, month or 1, day or 1)
    except ValueError:
        return _other_order(text, year, month, day, swappable=swappable)
    other = swap(on) if swappable and precision == DAY else None
    return BirthReading(text, on, precision, alternatives=(other,) if other else ())


def _other_order(text: str, year: int, month: int, day: int, *, swappable: bool) -> BirthReading:
    """Read month before day when only that order is a date; else give up, saying so."""
    try:
        on = date(year, day, month) if swappable else None
    except ValueError:
        on = None
    if on is None:
        return BirthReading(text, findings=(error("DOB_INVALID"),))
    return BirthReading(text, on, DAY, findings=(note("DOB_MONTH_FIRST"),))


def _serial(value: float, today: date | None, text: str = "") -> BirthReading:
    given = text or str(value)
    if value != value or (not (float(value)).is_integer() and not (3_000 <= value < 55_000)):
        return BirthReading(given, findings=(error("DOB_UNREADABLE"),))
    if 1900 <= value <= 2100 and float(value).is_integer():
        return _judged(BirthReading(given, date(int(value), 1, 1), YEAR), today)
    if not (_EXCEL_RANGE.start <= value < _EXCEL_RANGE.stop):
        return BirthReading(given, findings=(error("DOB_UNREADABLE"),))
    on = _EXCEL_EPOCH + timedelta(days=int(value))
    return _judged(BirthReading(given, on, DAY, findings=(note("DOB_SPREADSHEET"),)), today)


def _judged(reading: BirthReading, today: date | None) -> BirthReading:
    """Refuse dates of the future (2999) and of people older than anybody; remark default days."""
    on = reading.on
    if on is None:
        return reading
    year_now = today.year if today else 2026
    last = today or date(2100, 1, 1)
    if on > last or not (year_now - OLDEST <= on.year <= max(year_now, last.year if today else 0)):
        finding = error("DOB_IMPLAUSIBLE", year=str(on.year))
        return BirthReading(reading.given, None, "", reading.place, (), (finding,))
    if reading.precision == DAY and is_default_day(on):
        findings = (*reading.findings, warning("DOB_DEFAULT_DAY", day=f"{on:%d-%m}"))
        return BirthReading(reading.given, on, DAY, reading.place, reading.alternatives, findings)
    return reading


def age_on(day: date, born_on: date) -> int:
    """Return the age in full years on a day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def in_words(born_on: date | None, precision: str) -> str:
    """Write a birth date as far as it is known: `12-03-1985`, `03-1985`, `1985`, `± 1985`."""
    if born_on is None:
        return ""
    if precision == ESTIMATED:
        return f"± {born_on.year}"
    return born_on.strftime({YEAR: "%Y", MONTH: "%m-%Y"}.get(precision, "%d-%m-%Y"))
