"""The rules as data: the shipped ones, and new versions when the law changes."""

import csv
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.errors import NotFound, Refused, WrongState
from pulang.journey.terms import Scheme, Stage
from pulang.law.terms import Evidence
from pulang.preparation.models import DocumentType, Requirement
from pulang.preparation.terms import Demand

_LISTS = frozenset({"needs", "alternatives", "occupations", "destinations"})
_NUMBERS = frozenset({"price", "days", "valid_months", "valid_days", "spare_months", "step"})


class NoSource(Refused):
    """A rule says where it was read."""

    code = "preparation.no_source"


def _require_source(source: str) -> None:
    if not source.strip():
        raise NoSource(_("Say where it was read: number of the regulation, article, page."))


def _make_way(last: Requirement | DocumentType, *, on: date) -> None:
    """Close the last version on the day the next one begins; it is never rewritten."""
    if on <= last.valid_from:
        raise WrongState(_("A new version begins after the present one."))
    if last.valid_to is None or last.valid_to > on:
        last.valid_to = on
        last.save(update_fields=["valid_to"])


def _rows(name: str) -> Iterator[dict[str, Any]]:
    with (files("pulang.preparation") / "data" / name).open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            yield {key: _value(key, text) for key, text in row.items()}


def _value(key: str, text: str) -> Any:
    if key in _LISTS:
        return text.split()
    if key in _NUMBERS:
        return int(text) if text else None
    return date.fromisoformat(text) if key == "valid_from" else text


def load_shipped() -> None:
    """Load kinds of papers and requirements not known yet; a version that stands is not touched."""
    known = set(DocumentType.objects.values_list("code", flat=True))
    DocumentType.objects.bulk_create(
        DocumentType(**row) for row in _rows("documents.csv") if row["code"] not in known
    )
    asked = set(Requirement.objects.values_list("document", "scheme"))
    Requirement.objects.bulk_create(
        Requirement(**row)
        for row in _rows("requirements.csv")
        if (row["document"], row["scheme"]) not in asked
    )


@transaction.atomic
def new_version(
    *,
    document: str,
    scheme: Scheme | str,
    demand: Demand | str | None,
    valid_from: date,
    source: str,
    by: Actor,
    at: datetime,
    stage: Stage | str = Stage.CLEARED,
    alternatives: Collection[str] = (),
    occupations: Collection[str] = (),
    destinations: Collection[str] = (),
    evidence: str = Evidence.KNOWN,
) -> Requirement | None:
    """Ask for a paper in another way from a day on; `demand` None: no longer at all.

    Files opened before that day keep the version of theirs.

    Raises: NotAllowed, NoSource, WrongState when it would begin before the present version.
    """
    require(by, Permission.RULE_WRITE)
    _require_source(source)
    last = (
        Requirement.objects.select_for_update(no_key=True)
        .filter(document=document, scheme=scheme)
        .order_by("-valid_from")
        .first()
    )
    if last is not None:
        _make_way(last, on=valid_from)
    audit.record(
        "requirement.changed",
        by=by,
        at=at,
        subject=Subject("requirement", f"{scheme}:{document}"),
        facts={"from": valid_from.isoformat(), "demand": str(demand or "")},
    )
    if demand is None:
        return None
    return Requirement.objects.create(
        document=document,
        scheme=scheme,
        demand=demand,
        stage=stage,
        alternatives=list(alternatives),
        occupations=list(occupations),
        destinations=list(destinations),
        valid_from=valid_from,
        evidence=evidence,
        source=source,
    )


PAPER_FACTS = (
    *("name_id", "name_en", "office_id", "office_en", "bring_id", "bring_en"),
    *("price", "days", "valid_months", "valid_days", "spare_months"),
)
"""What may change about a paper; its code, place in the order and issuer stay."""


@transaction.atomic
def new_paper_version(
    *,
    code: str,
    facts: Mapping[str, Any],
    valid_from: date,
    source: str,
    by: Actor,
    at: datetime,
    evidence: str = Evidence.KNOWN,
) -> DocumentType:
    """Let a paper cost or hold something else from a day on; files opened before keep theirs.

    Raises: NotAllowed, NotFound, NoSource, WrongState when it would begin before the present one.
    """
    require(by, Permission.RULE_WRITE)
    _require_source(source)
    last = (
        DocumentType.objects.select_for_update(no_key=True)
        .filter(code=code)
        .order_by("-valid_from")
        .first()
    )
    if last is None:
        raise NotFound
    _make_way(last, on=valid_from)
    audit.record(
        "paper_kind.changed",
        by=by,
        at=at,
        subject=Subject("paper_kind", code),
        facts={"from": valid_from.isoformat()},
    )
    return DocumentType.objects.create(
        **{name: facts.get(name, getattr(last, name)) for name in PAPER_FACTS},
        **{name: getattr(last, name) for name in ("issuer_id", "verifier_id", "step", "needs")},
        code=code,
        valid_from=valid_from,
        evidence=evidence,
        source=source,
    )
