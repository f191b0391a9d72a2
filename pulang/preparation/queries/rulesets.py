"""Which papers a file asks for: the rules of the day on which it was opened (R1.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from pulang.base.errors import NotFound
from pulang.journey.models import Migration
from pulang.journey.terms import Scheme
from pulang.preparation.models import DocumentType, Requirement
from pulang.preparation.rules.requirements import Asked, Change, changes
from pulang.preparation.terms import Demand

_COMMON = (Scheme.P_TO_P, Scheme.G_TO_G, Scheme.UKPS, Scheme.PERSEORANGAN)
"""While nobody knows how she is placed, what all of these ask for is asked for."""


def _on(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def documents(*, on: date) -> dict[str, DocumentType]:
    """Return code → kind of paper as it was on a day, in the order of the procedure."""
    return {one.code: one for one in DocumentType.objects.filter(_on(on))}


def _rows(migration: Migration, *, on: date) -> list[Requirement]:
    if migration.scheme:
        return list(Requirement.objects.filter(_on(on), scheme=migration.scheme))
    rows = Requirement.objects.filter(_on(on), scheme__in=_COMMON, demand=Demand.MANDATORY)
    found: dict[str, list[Requirement]] = {}
    for row in rows:
        found.setdefault(row.document, []).append(row)
    return [same[0] for same in found.values() if len(same) == len(_COMMON)]


def _applies(row: Requirement, migration: Migration) -> bool | None:
    """Tell whether a paper is required: None is "only when asked for"."""
    if row.demand == Demand.MANDATORY:
        return True
    if not row.occupations and not row.destinations:
        return None
    return migration.occupation in row.occupations or migration.destination_id in row.destinations


def asked(
    migration: Migration, kinds: dict[str, DocumentType], *, on: date, contract_months: int = 0
) -> list[Asked]:
    """Return the papers a file asks for by the rules of a day."""
    found = []
    for row in _rows(migration, on=on):
        required, kind = _applies(row, migration), kinds.get(row.document)
        if required is False or kind is None:
            continue
        found.append(
            Asked(
                code=row.document,
                step=kind.step,
                stage=row.stage,
                needs=tuple(kind.needs),
                alternatives=tuple(row.alternatives),
                months_left=kind.spare_months + contract_months if kind.spare_months else 0,
                is_mandatory=bool(required),
            )
        )
    return found


def _in_words(papers: Iterable[Asked], kinds: dict[str, DocumentType]) -> dict[str, str]:
    words = {}
    for one in papers:
        kind = kinds[one.code]
        price = "" if kind.price is None else f" Rp{kind.price}"
        mark = "M" if one.is_mandatory else "C"
        words[one.code] = f"{mark} {one.stage}{price} {kind.valid_months or kind.valid_days or ''}"
    return words


def changed_since(migration: Migration, *, on: date) -> tuple[Change, ...]:
    """Return what the rules of today would ask of this file that its own do not, and the reverse."""
    first, then = documents(on=migration.ruleset_on), documents(on=on)
    return changes(
        _in_words(asked(migration, first, on=migration.ruleset_on), first),
        _in_words(asked(migration, then, on=on), then),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A paper, the placements that always ask for it, and those that sometimes do."""

    kind: DocumentType
    always: tuple[Scheme, ...]
    sometimes: tuple[Scheme, ...]

    @property
    def is_for_all(self) -> bool:
        """Tell whether every placement always asks for it."""
        return len(self.always) == len(Scheme)


def table(*, on: date) -> list[Row]:
    """Return the papers that any scheme asks for as the rules stood on a day, in two queries."""
    strictness = {
        (one.document, one.scheme): one.demand for one in Requirement.objects.filter(_on(on))
    }
    return [
        Row(
            kind,
            tuple(one for one in Scheme if strictness.get((code, one)) == Demand.MANDATORY),
            tuple(one for one in Scheme if strictness.get((code, one)) == Demand.CONDITIONAL),
        )
        for code, kind in documents(on=on).items()
        if any((code, one) in strictness for one in Scheme)
    ]


def versions(document: str) -> tuple[list[DocumentType], list[Requirement]]:
    """Return all versions of a paper and of what schemes ask of it, the latest first.

    Raises: NotFound.
    """
    kinds = list(DocumentType.objects.filter(code=document).order_by("-valid_from"))
    if not kinds:
        raise NotFound
    return kinds, list(Requirement.objects.filter(document=document))


def codes() -> list[tuple[str, str]]:
    """Return code and name of every paper that was ever asked for."""
    kinds = DocumentType.objects.order_by("code", "-valid_from").distinct("code")
    return [(one.code, str(one)) for one in kinds]
