"""Which column of a list is which of our fields: by its heading and by what stands in it.

A heading alone can lie (`Jenis` of what? `No. Identitas` of which paper?), content alone cannot tell
a birth date from an arrival; together they can. Every suggestion says why and how sure it is; a
person confirms it, and the confirmed mapping is kept with the source.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from pulang.linkage.rules.synonyms import (
    NOISE,
    NOT_A_PERSON,
    fields_by_phrase,
    fields_by_words,
    is_row_counter,
    plain_header,
    without_brackets,
)
from pulang.people.rules import births, nik, phones, sexes

SAMPLE = 400
"""Values of a column that are looked at."""
ENOUGH = 0.5
"""Suggestions below this confidence are not made."""

_LETTERS = re.compile(r"^[^\W\d_]+(?:[ .'\-,/][^\d_]*)*$")
_PASSPORT = re.compile(r"^[A-Z]{1,2} ?\d{6,8}$")
_CODE = re.compile(r"^(?:\d{2}\.\d{2}\.\d{2}\.\d{4}|\d{10})$")
_GENERIC = frozenset({"jenis", "lahir", "asal", "id", "kode", "identitas", "no identitas", "date",
                      "tanggal", "tgl", "contact", "kontak", "kota", "city", "dusun", "domisili",
                      "no dokumen", "document no", "key", "birth", "kel", "district", "born"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Content:
    """Shares of a column's non-empty sample values that read as something (0 to 1)."""

    filled: float = 0.0
    distinct: float = 0.0
    nik: float = 0.0
    sixteen: float = 0.0
    date: float = 0.0
    birth_like: float = 0.0
    place_and_date: float = 0.0
    phone: float = 0.0
    sex: float = 0.0
    passport: float = 0.0
    place_code: float = 0.0
    letters: float = 0.0
    words: float = 0.0
    """Mean number of words."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a column probably is; `field` is '' when nothing is suggested."""

    header: str
    field: str
    confidence: float
    reason: str
    """A code: `heading`, `heading_close`, `heading_words`, `content`, `both`, `none`, `counter`."""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """How the columns of a file differ from those of the source's last file."""

    added: tuple[str, ...]
    missing: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.missing)


def look(values: Iterable[str]) -> Content:
    """Return what a column's values look like."""
    sample = [value.strip() for value in list(values)[:SAMPLE]]
    told = [value for value in sample if value and value not in {"-", "--"}]
    if not told:
        return Content()
    size = len(told)

    def share(count: int) -> float:
        return count / size

    dates = [births.parse_date(value) for value in told if not value.isdigit() or len(value) == 8]
    whole = [reading for reading in dates if reading.on and reading.precision == births.DAY]
    digits = [re.sub(r"[\s.\-]", "", value) for value in told]
    with_place = sum(1 for reading in whole if reading.place)
    return Content(
        filled=size / max(1, len(sample)),
        distinct=len(set(told)) / size,
        nik=share(sum(1 for value in digits if _is_nik(value))),
        sixteen=share(sum(1 for value in digits if value.isdigit() and len(value) == 16)),
        date=share(len(whole) - with_place),
        birth_like=share(sum(1 for reading in whole if reading.on and reading.on.year < 2012)),
        place_and_date=share(with_place),
        phone=share(sum(1 for value in told if _is_phone(value))),
        sex=share(sum(1 for value in told if sexes.read(value))) if len(set(told)) <= 8 else 0.0,
        passport=share(sum(1 for value in told if _PASSPORT.match(value.upper()))),
        place_code=share(sum(1 for value in told if _CODE.match(value))),
        letters=share(sum(1 for value in told if _LETTERS.match(value))),
        words=sum(len(value.split()) for value in told) / size,
    )


def _is_nik(digits: str) -> bool:
    reading = nik.parse(digits) if digits.isdigit() and len(digits) == 16 else None
    return bool(reading and reading.is_usable and reading.birth_dates)


def _is_phone(value: str) -> bool:
    digits = re.sub(r"\D", "", value)
    if not 8 <= len(digits) <= 15 or len(digits) > 0.95 * 16 or re.search(r"[A-Za-z]{3}", value):
        return False
    return digits[:1] in "06" and any(reading.e164 for reading in phones.parse_all(value))


def by_heading(header: str) -> tuple[str, float, str]:
    """Return (field, confidence, reason) of a heading alone."""
    if is_row_counter(header):
        return "", 1.0, "counter"
    phrases = fields_by_phrase()
    for text in (header, without_brackets(header)):
        plain = plain_header(text)
        if plain in phrases:
            return phrases[plain], 0.6 if plain in _GENERIC else 0.98, "heading"
    plain = plain_header(without_brackets(header))
    if "/" in header or " - " in header:
        # A merged heading: 'IDENTITAS / NIK' is a NIK, 'IBU / NAMA' is not the person's name.
        last = plain_header(re.split(r"/| - ", header)[-1])
        if last in phrases and not ("name" in phrases[last] and _somebody_else(plain, last)):
            return phrases[last], 0.85, "heading_words"
    words = frozenset(plain.split())
    telling = words - NOISE
    field = fields_by_words().get(telling) if telling else None
    if field and not (field == "full_name" and telling & NOT_A_PERSON):
        return field, 0.85, "heading_words"
    if found := _relative(words):
        return found, 0.8, "heading_words"
    if telling & {"nama", "name"} and not telling & NOT_A_PERSON and len(words) <= 5:
        return "full_name", 0.6, "heading_words"
    close = process.extractOne(plain, phrases.keys(), scorer=fuzz.ratio, score_cutoff=86)
    if close and len(plain) >= 5 and not (words & NOT_A_PERSON):
        return phrases[close[0]], 0.7, "heading_close"
    return "", 0.0, "none"


def _somebody_else(plain: str, last: str) -> bool:
    return bool(frozenset(plain.removesuffix(last).split()) & NOT_A_PERSON)


def _relative(words: frozenset[str]) -> str:
    if not words & {"nama", "name", "nm"}:
        return ""
    if words & {"ibu", "mother", "mothers", "mama"}:
        return "mother_name"
    if words & {"ayah", "bapak", "father", "fathers"}:
        return "father_name"
    if words & {"suami", "istri", "isteri", "spouse", "husband", "wife", "pasangan"}:
        return "spouse_name"
    return ""


def _agrees(field: str, seen: Content) -> float:
    """Return how well the content fits the field: 0 (it cannot be) to 1; 0.5 when it cannot tell."""
    if not seen.filled:
        return 0.5
    fits = {
        "nik": min(1.0, seen.sixteen * 1.3),
        "family_card": min(1.0, seen.sixteen * 1.3),
        "born_on": min(1.0, 1.2 * max(seen.date, seen.place_and_date)),
        "birthplace_and_date": min(1.0, 1.2 * max(seen.place_and_date, seen.date)),
        "stated_on": min(1.0, 1.2 * seen.date),
        "phone": min(1.0, 1.3 * seen.phone),
        "sex": seen.sex,
        "passport": min(1.0, 1.3 * seen.passport),
        "place_code": min(1.0, 1.3 * seen.place_code),
    }
    if field in fits:
        return fits[field]
    if field.endswith("_name") or field in {"birthplace", "village", "district", "regency"}:
        return seen.letters
    return 0.5


def by_content(seen: Content) -> tuple[str, float]:
    """Return (field, confidence) of what stands in a column, whatever its heading."""
    if seen.nik > 0.5:
        return "nik", min(0.9, 0.4 + seen.nik / 2)
    if seen.place_and_date > 0.6:
        return "birthplace_and_date", 0.8
    if seen.place_code > 0.6:
        return "place_code", 0.75
    if seen.phone > 0.6:
        return "phone", 0.75
    if seen.sex > 0.9:
        return "sex", 0.75
    if seen.passport > 0.6:
        return "passport", 0.75
    if seen.date > 0.6 and seen.birth_like > 0.7:
        return "born_on", 0.65
    return "", 0.0


def _judge(header: str, seen: Content) -> list[Suggestion]:
    field, sure, reason = by_heading(header)
    if reason == "counter":
        return [Suggestion(header, "", 1.0, "counter")]
    made = []
    if field == "born_on" and seen.place_and_date > 0.5:
        field = "birthplace_and_date"
    if field == "birthplace_and_date" and seen.date > 0.6 and seen.place_and_date < 0.2:
        field = "born_on"
    if field == "birthplace_and_date" and seen.letters > 0.8:
        field = "birthplace"
    if field:
        agrees = _agrees(field, seen)
        confidence = sure * (0.55 + 0.45 * min(1.0, agrees * 2)) if agrees < 0.5 else sure
        if field == "sex" and agrees < 0.3 and seen.filled:
            confidence = 0.0
        if agrees > 0.7 and field not in {"address", "external_id"}:
            confidence, reason = min(0.99, max(confidence, 0.55) + 0.25), "both"
        made.append(Suggestion(header, field, round(confidence, 2), reason))
    guessed, guess = by_content(seen)
    if guessed and guessed != field and (not field or guess > made[0].confidence or sure < 0.7):
        made.append(Suggestion(header, guessed, guess, "content"))
    return made


def suggest(columns: Mapping[str, Sequence[str]]) -> list[Suggestion]:
    """Return one suggestion per column, in order; no field is given to two columns.

    `columns` holds sample values by heading.
    """
    looked = {header: look(values) for header, values in columns.items()}
    candidates = [found for header, seen in looked.items() for found in _judge(header, seen)]
    order = {header: place for place, header in enumerate(columns)}
    candidates.sort(key=lambda found: (-found.confidence, order[found.header]))
    taken: dict[str, Suggestion] = {}
    used: set[str] = set()
    for found in candidates:
        if found.reason == "counter":
            taken[found.header] = found
        elif found.confidence >= ENOUGH and found.header not in taken and found.field not in used:
            taken[found.header] = found
            used.add(found.field)
    _split_names(taken, looked)
    _last_resort_name(taken, looked)
    return [
        _with_examples(taken.get(header) or Suggestion(header, "", 0.0, "none"), values)
        for header, values in columns.items()
    ]


def _split_names(taken: dict[str, Suggestion], looked: Mapping[str, Content]) -> None:
    """A `Nama` of single words beside a `Marga` is the given name; a lone given name is the name."""
    by_field = {found.field: found for found in taken.values() if found.field}
    full, first, last = (by_field.get(name) for name in ("full_name", "first_name", "last_name"))
    if full and last and not first and looked[full.header].words < 1.6:
        taken[full.header] = _as(full, "first_name")
    if not full and first and not last:
        taken[first.header] = _as(first, "full_name")
    if not full and last and not first:
        taken[last.header] = _as(last, "full_name")


def _last_resort_name(taken: dict[str, Suggestion], looked: Mapping[str, Content]) -> None:
    """With no heading that says name: the column of most distinct texts of two and more words."""
    if any(found.field in {"full_name", "first_name"} for found in taken.values()):
        return
    free = [
        (seen.distinct * seen.letters, header)
        for header, seen in looked.items()
        if header not in taken and seen.letters > 0.85 and 1.3 <= seen.words <= 5
        and seen.distinct > 0.4
    ]  # fmt: skip
    if free:
        header = max(free)[1]
        taken[header] = Suggestion(header, "full_name", 0.55, "content")


def _as(found: Suggestion, field: str) -> Suggestion:
    return Suggestion(found.header, field, found.confidence, found.reason)


def _with_examples(found: Suggestion, values: Sequence[str]) -> Suggestion:
    told = tuple(dict.fromkeys(value for value in values if value.strip()))[:3]
    return Suggestion(found.header, found.field, found.confidence, found.reason, told)


def as_mapping(suggestions: Iterable[Suggestion]) -> dict[str, str]:
    """Return heading → field of the suggestions that name a field."""
    return {found.header: found.field for found in suggestions if found.field}


def month_first(values: Iterable[str]) -> bool:
    """Tell whether a date column writes the month before the day: only months stand first, days do not."""
    first_above = second_above = 0
    for value in values:
        found = re.match(r"\s*(\d{1,2})[-/. ](\d{1,2})[-/. ]\d{2,4}", value)
        if found:
            first_above += int(found.group(1)) > 12
            second_above += int(found.group(2)) > 12
    return second_above > 2 and first_above * 20 < second_above


def difference(before: Sequence[str], now: Sequence[str]) -> Difference:
    """Return which columns came and which went since the source's last file; order does not matter."""
    old, new = (
        {plain_header(name): name for name in before},
        {plain_header(name): name for name in now},
    )
    return Difference(
        added=tuple(name for plain, name in new.items() if plain not in old),
        missing=tuple(name for plain, name in old.items() if plain not in new),
    )
