"""Villages as written → codes, each distinct triple once; never by a village's name alone (R6.1)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import polars as pl

PICK = "PLACE_TO_PICK"
UNKNOWN = "PLACE_UNKNOWN"
CODE_TO_ASK = "PLACE_CODE_TO_ASK"
CODE_UNKNOWN = "PLACE_CODE_UNKNOWN"
ALONE = "PLACE_VILLAGE_ALONE"
_KEYS = ["village", "district", "regency"]
_PICK = {
    "regency_ambiguous",
    "district_ambiguous",
    "village_ambiguous",
    "district_elsewhere",
    "village_elsewhere",
}
_UNKNOWN = {"regency_unknown", "district_unknown", "village_unknown"}
_CODED = dict.fromkeys(["given", "named", "coded", "code_remark"], pl.String)


class _Reading(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def is_ambiguous(self) -> bool: ...
    @property
    def candidates(self) -> tuple[tuple[str, str], ...]: ...


@dataclass
class Finder:
    """Resolves places, remembering what it was asked before: a list is read in many pieces."""

    resolve_frame: Callable[[pl.DataFrame], pl.DataFrame]
    read_code: Callable[[str], _Reading]
    area_name: Callable[[str], str]
    """Name of the regency by which a list without one is read."""
    code_system: str = ""
    """`kemendagri` or `bps` when the list's codes were said to be of one; '' asks where it matters."""
    _known: pl.DataFrame | None = field(default=None, repr=False)
    _coded: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_CODED), repr=False)

    def by_name(self, frame: pl.DataFrame, default_area: str) -> pl.DataFrame:
        """Return name_code and name_remark for village, district and regency of each row."""
        area = self.area_name(default_area) if default_area else ""
        asked = frame.select(_KEYS)
        if area:
            asked = asked.with_columns(
                pl.when(pl.col("regency") == "")
                .then(pl.lit(area))
                .otherwise("regency")
                .alias("regency")
            )
        known = self._resolved(asked.unique())
        return asked.join(known, on=_KEYS, how="left", maintain_order="left").select(
            pl.col("name_code").fill_null(""), pl.col("name_remark").fill_null("")
        )

    def _resolved(self, distinct: pl.DataFrame) -> pl.DataFrame:
        fresh = (
            distinct if self._known is None else distinct.join(self._known, on=_KEYS, how="anti")
        )
        fresh = fresh.filter(pl.any_horizontal(pl.col(name) != "" for name in _KEYS))
        if self._known is None or not fresh.is_empty():
            found = self.resolve_frame(fresh)
            notes = pl.col("notes")
            alone = notes.list.contains("by_village_alone")
            found = found.select(
                *_KEYS,
                pl.when(alone).then(pl.lit("")).otherwise("place_code").alias("name_code"),
                pl.when(alone)
                .then(pl.lit(ALONE))
                .when(_any_of(notes, _PICK))
                .then(pl.lit(PICK))
                .when(_any_of(notes, _UNKNOWN))
                .then(pl.lit(UNKNOWN))
                .otherwise(pl.lit(""))
                .alias("name_remark"),
            )
            self._known = found if self._known is None else pl.concat([self._known, found])
        return self._known

    def by_code(self, codes: pl.Series, by_name: pl.Series) -> pl.DataFrame:
        """Return place_code and code_remark of codes as written.

        A code of two meanings is decided by the place the row names, else it is asked about.
        """
        pairs = pl.DataFrame({"given": codes, "named": by_name.str.slice(0, 4)})
        both = ["given", "named"]
        fresh = pairs.unique().join(self._coded, on=both, how="anti")
        if not fresh.is_empty():
            rows = [(given, named, *self._read(given, named)) for given, named in fresh.iter_rows()]
            self._coded = pl.concat([self._coded, pl.DataFrame(rows, schema=_CODED, orient="row")])
        return pairs.join(self._coded, on=both, how="left", maintain_order="left").select(
            "coded", "code_remark"
        )

    def _read(self, given: str, named: str) -> tuple[str, str]:
        return self._decide(given, named) if given else ("", "")

    def _decide(self, given: str, named: str) -> tuple[str, str]:
        reading = self.read_code(given)
        if self.code_system:
            meant = [code for system, code in reading.candidates if system == self.code_system]
            return (meant[0], "") if meant else ("", CODE_UNKNOWN)
        if reading.code:
            return reading.code, ""
        if reading.is_ambiguous:
            fits = [
                code for _system, code in reading.candidates if named and code.startswith(named)
            ]
            return (fits[0], "") if len(fits) == 1 else ("", CODE_TO_ASK)
        return "", CODE_UNKNOWN


def _any_of(notes: pl.Expr, wanted: set[str]) -> pl.Expr:
    return pl.any_horizontal(notes.list.contains(note) for note in sorted(wanted))
