"""What is compared, level by level: a Splink model over the prepared numbers.

Each comparison gives one small number per pair (Splink's gamma). The same SQL runs on DuckDB and
on Spark. The levels are tried from the top; the first that holds counts. Splink numbers them from
the top down, so a higher gamma is better agreement; -1 says that a side is missing.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """One level: the condition, its meaning for people, and first guesses of m and u."""

    when: str
    label: str
    m: float
    u: float


@dataclass(frozen=True, slots=True)
class Field:
    """One comparison: its name, the condition for missing, its levels from best to worst."""

    name: str
    missing: str
    levels: tuple[Level, ...]
    group: str
    """The field of the evidence to which the comparison belongs: name, birth, place, …"""


def _in(value: str, others: Iterable[str]) -> str:
    return "(" + " or ".join(f"{value} = {other}" for other in others) + ")"


def _matched(slots: int, prefix: str) -> list[str]:
    right = [f"{prefix}{i + 1}_r" for i in range(slots)]
    return [
        f"({prefix}{i + 1}_l <> 0 and {_in(f'{prefix}{i + 1}_l', right)})" for i in range(slots)
    ]


SHARED = "(match_key / 1000)"
SHARED_TWO, SHARED_ONE = "match_key >= 2000", "(match_key >= 1000 and match_key < 2000)"
RARITY = "match_key % 1000"
_LETTERS = "(ini_l + ini_r > 0 and (ini_l & firsts_r) = ini_l and (ini_r & firsts_l) = ini_r)"

# Counting the letters that differ costs more than all else: first what tells cheaply that it is in vain.
_NEAR = "abs(length(text_l) - length(text_r))"
_HALF = 100_000_000
_HALF_NIK = (
    f"(nik_l % {_HALF} = nik_r % {_HALF} or nik_l - nik_l % {_HALF} = nik_r - nik_r % {_HALF})"
)


def _else(label: str, m: float, u: float) -> Level:
    return Level("ELSE", label, m, u)


def name() -> Field:
    """The shape of the agreement of two names; `match_key` says what they share (see `names`)."""
    return Field(
        "name",
        "raw_l = 0 or raw_r = 0",
        (
            Level("raw_l = raw_r and nn_l > 1", "same name, letter by letter", 0.25, 0.02),
            Level(
                "nn_l > 1 and nn_l = nn_r and match_key >= nn_l * 1000",
                "same names, spelt or ordered otherwise",
                0.25,
                0.02,
            ),
            Level(
                "head_l = head_r and head_l <> 0 and match_key >= 1000"
                " and (left(text_l, length(text_r)) = text_r or left(text_r, length(text_l)) = text_l)",
                "one name is the other, cut off",
                0.02,
                0.002,
            ),
            Level(
                "match_key >= 2000 and match_key >= least(nn_l, nn_r) * 1000",
                "one name holds the other",
                0.12,
                0.02,
            ),
            Level("match_key >= 2000", "two names shared, others differ", 0.06, 0.03),
            Level(
                "match_key >= 1000 and nn_l = nn_r and nn_l = 1 and raw_l = raw_r",
                "same single name",
                0.02,
                0.02,
            ),
            Level(
                f"match_key >= 1000 and least(nn_l, nn_r) = 1 and {_LETTERS}",
                "shared name, initials fit",
                0.06,
                0.03,
            ),
            Level(
                f"match_key >= 1000 and {_LETTERS}",
                "one shared name, initials fit, others differ",
                0.03,
                0.03,
            ),
            Level(
                "match_key >= 1000 and least(nn_l, nn_r) = 1",
                "one name holds the single other",
                0.06,
                0.1,
            ),
            Level(
                f"match_key >= 1000 and {_NEAR} <= 3 and levenshtein(text_l, text_r) <= 3",
                "one shared name, the rest near",
                0.06,
                0.05,
            ),
            Level("match_key >= 1000", "one shared name, the rest differs", 0.03, 0.4),
            Level(
                f"{_NEAR} <= 2 and levenshtein(text_l, text_r) <= 2",
                "no shared name but nearly the same letters",
                0.02,
                0.01,
            ),
            Level(
                f"{_NEAR} <= 5 and levenshtein(text_l, text_r) <= 5",
                "no shared name, some letters alike",
                0.02,
                0.05,
            ),
            _else("different names", 0.02, 0.3),
        ),
        "name",
    )


def rarity() -> Field:
    """How rare what they share is: Wensislaus says much, Maria little."""
    steps = (
        (26, 0.1, 0.01),
        (22, 0.1, 0.02),
        (19, 0.15, 0.03),
        (16, 0.15, 0.05),
        (14, 0.15, 0.1),
        (12, 0.1, 0.1),
        (10, 0.1, 0.15),
        (8, 0.05, 0.15),
        (6, 0.05, 0.15),
        (4, 0.03, 0.1),
    )
    return Field(
        "rarity",
        "nn_l = 0 or nn_r = 0",
        (
            *(
                Level(f"{RARITY} >= {bits}", f"shared names worth {bits} bits or more", m, u)
                for bits, m, u in steps
            ),
            _else("shared names are common, or none", 0.02, 0.14),
        ),
        "name",
    )


def given() -> Field:
    """Whether the baptismal names agree: what tells twins, brothers and sisters apart."""
    return Field(
        "given",
        "g1_l = 0 or g1_r = 0",
        (
            Level("g1_l = g1_r", "same first given name", 0.8, 0.2),
            Level(
                "(g2_l <> 0 and g2_l = g1_r) or (g2_r <> 0 and g1_l = g2_r) or (g2_l <> 0 and g2_l = g2_r)",
                "a given name in common",
                0.1,
                0.05,
            ),
            Level(_LETTERS, "other given name, initials fit", 0.03, 0.05),
            _else("different given names", 0.07, 0.7),
        ),
        "name",
    )


def born() -> Field:
    """The birth date: exact, swapped, near, or a default day that says little."""
    same_day = "m_l = m_r and d_l = d_r"
    default = "dd_l + dd_r > 0"
    gap = "abs(y_l - y_r)"
    return Field(
        "born",
        "y_l is null or y_r is null",
        (
            Level(f"y_l = y_r and {same_day} and dd_l = 0", "same birth date", 0.8, 0.1),
            Level(f"y_l = y_r and {same_day}", "same birth date, a default day", 0.04, 0.05),
            Level("y_l = y_r and m_l = d_r and d_l = m_r", "day and month swapped", 0.02, 0.005),
            Level(f"y_l = y_r and {default}", "same year, a default day on one side", 0.03, 0.05),
            Level("y_l = y_r and m_l = m_r", "same year and month", 0.02, 0.05),
            Level("y_l = y_r and d_l = d_r", "same year and day", 0.02, 0.05),
            Level(
                "y_l = y_r and (m_l is null or m_r is null or d_l is null or d_r is null)",
                "same year, no more known",
                0.02,
                0.05,
            ),
            Level(f"{gap} <= 1 and {same_day} and dd_l = 0", "same day, year one off", 0.02, 0.01),
            Level(
                f"{gap} <= 5 and {same_day} and dd_l = 0",
                "same day, year up to five off",
                0.02,
                0.01,
            ),
            Level(
                f"{same_day} and dd_l = 0 and ({gap} = 10 or {gap} = 20 or {gap} = 9)",
                "same day, one digit of the year off",
                0.01,
                0.005,
            ),
            Level("y_l = y_r", "same year, other day", 0.02, 0.1),
            Level(f"{gap} <= 2 and {default}", "years near, a default day", 0.01, 0.05),
            Level(f"{gap} <= 2", "years near", 0.01, 0.1),
            Level(f"{gap} <= 6", "some years apart", 0.005, 0.15),
            _else("another birth date", 0.005, 0.3),
        ),
        "birth date",
    )


def sex() -> Field:
    """Sex as written."""
    return Field(
        "sex",
        "sx_l = 0 or sx_r = 0",
        (Level("sx_l = sx_r", "same sex", 0.99, 0.6), _else("different sex", 0.01, 0.4)),
        "sex",
    )


def nik() -> Field:
    """The NIK: the same, a slip of the pen, or another one."""
    return Field(
        "nik",
        "nik_l = 0 or nik_r = 0",
        (
            Level("nik_l = nik_r", "same NIK", 0.93, 0.001),
            # Serials count from 1: those born in one district on one day differ in a digit.
            Level(
                "nik12_l = nik12_r and levenshtein(nikt_l, nikt_r) = 1",
                "NIK one digit off in the serial",
                0.02,
                0.01,
            ),
            Level(
                "nik12_l = nik12_r",
                "same place and birth date in the NIK, other number",
                0.005,
                0.01,
            ),
            Level(
                f"{_HALF_NIK} and levenshtein(nikt_l, nikt_r) = 1",
                "NIK one digit off",
                0.03,
                0.0005,
            ),
            Level(
                "nik_l % 10000 = nik_r % 10000 and levenshtein(nikt_l, nikt_r) = 2",
                "NIK two digits off",
                0.005,
                0.0005,
            ),
            _else("another NIK", 0.03, 0.9885),
        ),
        "NIK",
    )


def _equal(name: str, column: str, group: str, label: str, m: float, u: float) -> Field:
    return Field(
        name,
        f"{column}_l = 0 or {column}_r = 0",
        (
            Level(f"{column}_l = {column}_r", f"same {label}", m, u),
            _else(f"another {label}", 1 - m, 1 - u),
        ),
        group,
    )


def passport() -> Field:
    """The passport: the same, a slip of the pen, or another one (a person holds several in a life)."""
    return Field(
        "passport",
        "pp_l = 0 or pp_r = 0",
        (
            Level("pp_l = pp_r", "same passport", 0.7, 0.001),
            Level("levenshtein(ppt_l, ppt_r) = 1", "passport one sign off", 0.05, 0.001),
            Level("levenshtein(ppt_l, ppt_r) = 2", "passport two signs off", 0.05, 0.002),
            _else("another passport", 0.2, 0.996),
        ),
        "passport",
    )


def phone() -> Field:
    """The phone; a number that many carry says little."""
    return Field(
        "phone",
        "ph_l = 0 or ph_r = 0",
        (
            Level("ph_l = ph_r and phn_l <= 4", "same phone", 0.6, 0.02),
            Level("ph_l = ph_r and phn_l <= 12", "same phone, carried by several", 0.1, 0.02),
            Level("ph_l = ph_r", "same phone, carried by many", 0.05, 0.02),
            _else("another phone", 0.25, 0.94),
        ),
        "phone",
    )


def place() -> Field:
    """The place, at the deepest level that both tell."""
    district = "pd_l <> 0 and pd_r <> 0"
    regency = "pr_l <> 0 and pr_r <> 0"
    untold = "(pv_l = 0 or pv_r = 0)"
    return Field(
        "place",
        f"not (({district}) or ({regency}) or (pv_l <> 0 and pv_l = pv_r))",
        (
            Level(
                "pv_l <> 0 and pv_l = pv_r and (pd_l = pd_r or pd_l = 0 or pd_r = 0)",
                "same village",
                0.6,
                0.1,
            ),
            Level(
                f"{district} and pd_l = pd_r and {untold}",
                "same district, village untold",
                0.2,
                0.1,
            ),
            Level(f"{district} and pd_l = pd_r", "same district, other village", 0.03, 0.1),
            Level(
                f"{regency} and pr_l = pr_r and not ({district})",
                "same regency, district untold",
                0.1,
                0.2,
            ),
            Level(f"{regency} and pr_l = pr_r", "same regency, other district", 0.03, 0.2),
            Level(f"not ({regency})", "another district", 0.02, 0.2),
            _else("another regency", 0.02, 0.1),
        ),
        "place",
    )


def relative(name: str, prefix: str, label: str) -> Field:
    """A relative's name: all of it, a part, nothing."""
    both = _matched(2, prefix)
    shared = "(" + " + ".join(f"case when {match} then 1 else 0 end" for match in both) + ")"
    count = f"{prefix}nn"
    return Field(
        name,
        f"{count}_l = 0 or {count}_r = 0",
        (
            Level(f"{shared} = 2", f"same name of the {label}", 0.7, 0.05),
            Level(
                f"{shared} = 1 and least({count}_l, {count}_r) = 1",
                f"name of the {label} fits",
                0.15,
                0.05,
            ),
            Level(f"{shared} = 1", f"name of the {label} in part", 0.05, 0.15),
            _else(f"another name of the {label}", 0.1, 0.75),
        ),
        label,
    )


def list_of() -> Field:
    """Whether both stand in one list: a list rarely holds a person twice."""
    return Field(
        "same_list",
        "src_l = 0 or src_r = 0",
        (Level("src_l <> src_r", "two lists", 0.95, 0.8), _else("one list", 0.05, 0.2)),
        "list",
    )


def nik_birth() -> Field:
    """The birth date written inside one NIK beside the other record's date.

    Of two NIK the larger is asked (of one NIK twice, the record of the larger name), so that pairs
    with two NIK show the model how pairs with one look: so the free labels can teach it.
    """
    tie = "raw_l > raw_r or (raw_l = raw_r and b6_l >= b6_r)"
    left = f"nik_l > nik_r or (nik_l = nik_r and ({tie}))"
    left_asked = f"(nik_l <> 0 and ({left}))"
    right_asked = f"(nik_r <> 0 and not ({left}))"
    return Field(
        "nik_birth",
        f"not (({left_asked} and b6_r <> 0) or ({right_asked} and b6_l <> 0))",
        (
            Level(
                f"({left_asked} and nd_l = b6_r) or ({right_asked} and nd_r = b6_l)",
                "the NIK tells the other's birth date",
                0.8,
                0.3,
            ),
            _else("the NIK tells another birth date", 0.2, 0.7),
        ),
        "NIK",
    )


def fields() -> tuple[Field, ...]:
    """Return every comparison, in the order in which evidence is shown."""
    return (
        name(),
        rarity(),
        given(),
        born(),
        sex(),
        nik(),
        nik_birth(),
        _equal("family_card", "kk", "family card", "family card", 0.7, 0.02),
        passport(),
        phone(),
        place(),
        relative("mother", "mo", "mother"),
        relative("father", "fa", "father"),
        relative("spouse", "sp", "spouse"),
        _equal("birthplace", "bp", "birthplace", "birthplace", 0.8, 0.2),
        list_of(),
    )


NAMES = tuple(field.name for field in fields())
GROUPS = tuple(dict.fromkeys(field.group for field in fields()))
