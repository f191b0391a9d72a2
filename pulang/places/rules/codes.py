"""Reading codes: Kemendagri and BPS number the same kabupaten differently.

5301 is Kabupaten Kupang for Kemendagri and Sumba Barat for BPS: the classic silent bug. A code that
means two places is asked about; a column whose rows also name the kabupaten decides for itself.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pulang.places.rules.index import PlaceIndex
from pulang.places.rules.matching import find_regency

_DOTTED = re.compile(r"\d{2}(?:\.\d{2}(?:\.\d{2}(?:\.\d{4})?)?)?")
_LENGTHS = (2, 4, 6, 7, 10)


class System(StrEnum):
    """Who numbered."""

    KEMENDAGRI = "kemendagri"
    BPS = "bps"


@dataclass(frozen=True, slots=True)
class CodeReading:
    """What a code may mean. One candidate is an answer, two are a question, none is unknown."""

    candidates: tuple[tuple[System, str], ...] = ()

    @property
    def code(self) -> str:
        """Return the Kemendagri digits when the code means one place, else ''."""
        meant = {code for _, code in self.candidates}
        return meant.pop() if len(meant) == 1 else ""

    @property
    def is_ambiguous(self) -> bool:
        """Tell whether a person must say which system the list uses."""
        return len({code for _, code in self.candidates}) > 1


def read_code(
    text: str, *, index: PlaceIndex, bps: Mapping[str, str], system: System | None = None
) -> CodeReading:
    """Read a code; `bps` maps Kemendagri to BPS codes of regencies.

    Below the regency a BPS code is known to the regency only. Dots are Kemendagri's habit.
    """
    text = text.strip().removesuffix(".0")
    digits = re.sub(r"\D", "", text)
    if len(digits) not in _LENGTHS or re.search(r"[A-Za-z]", text):
        return CodeReading()
    if "." in text and _DOTTED.fullmatch(text):
        system = system or System.KEMENDAGRI
    found: list[tuple[System, str]] = []
    if system is not System.BPS and digits in index.names:
        found.append((System.KEMENDAGRI, digits))
    if system is not System.KEMENDAGRI and len(digits) >= 4:
        found += [(System.BPS, code) for code, other in bps.items() if other == digits[:4]]
    longer = [pair for pair in found if len(pair[1]) > 4]
    same = {code[:4] for _, code in found}
    return CodeReading(tuple(longer if longer and len(same) == 1 else found))


def system_of(
    rows: Iterable[tuple[str, str]], *, index: PlaceIndex, bps: Mapping[str, str]
) -> System | None:
    """Decide by rows of (code, regency as written) which system a column uses; None leaves it open."""
    votes = dict.fromkeys(System, 0)
    for code, regency in rows:
        named = find_regency(regency, index=index).codes
        reading = read_code(code, index=index, bps=bps)
        if len(named) == 1 and reading.is_ambiguous:
            for system, candidate in reading.candidates:
                votes[system] += candidate.startswith(named[0])
    kemendagri, of_bps = votes[System.KEMENDAGRI], votes[System.BPS]
    if kemendagri == of_bps:
        return None
    winner = System.KEMENDAGRI if kemendagri > of_bps else System.BPS
    return winner if max(kemendagri, of_bps) >= 9 * min(kemendagri, of_bps) else None
