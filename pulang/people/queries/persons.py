"""Reading one person: always for someone, with every claim and where it comes from."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from pulang.access.models import Membership
from pulang.access.terms import Actor
from pulang.base.errors import NotFound
from pulang.people.models import (
    Address,
    CivilFact,
    Claim,
    ContactPoint,
    IdentityDocument,
    Person,
    PersonName,
)
from pulang.people.queries import places
from pulang.people.rules import births, nik
from pulang.people.rules.findings import Finding, Severity
from pulang.people.terms import FINDINGS, DocumentKind, Sex

birth_in_words = births.in_words
"""Write a birth date as far as it is known: for the pages of other packages."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding in words."""

    code: str
    severity: Severity
    sentence: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim as the page shows it: what is said, by which source, when."""

    key: int
    label: str
    value: str
    source: str
    stated_on: date | None
    recorded_at: datetime
    recorder: str
    is_withdrawn: bool
    remarks: tuple[Remark, ...] = ()
    detail: str = ""
    is_sealed: bool = False


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All that a person's page shows from people itself."""

    person: Person
    place: str
    born: str
    age: int | None
    nik: nik.NikReading | None
    nik_regency: str
    remarks: tuple[Remark, ...]
    names: tuple[ClaimView, ...]
    facts: tuple[ClaimView, ...]
    documents: tuple[ClaimView, ...]
    contacts: tuple[ClaimView, ...]
    addresses: tuple[ClaimView, ...]


def person_for(actor: Actor, public_id: str) -> Person:
    """Return a person the actor may see; the database's policy decides, emergency access included.

    Raises: NotFound, also for one that is not hers.
    """
    person = Person.objects.filter(public_id=public_id).first()
    if person is None or actor.membership_id is None:
        raise NotFound
    if person.merged_into_id:
        # Asked apart: few were merged, and a join would ask the policy twice for everybody.
        prefetch_related_objects([person], "merged_into")
    return person


def in_words(findings: tuple[Finding, ...]) -> tuple[Remark, ...]:
    """Return findings as sentences in the reader's language."""
    return tuple(Remark(found.code, found.severity, _sentence(found)) for found in findings)


def _sentence(found: Finding) -> str:
    facts = dict(found.facts)
    for name in ("nik", "stated"):
        if facts.get(name) in Sex.values:
            facts[name] = str(Sex(facts[name]).label)
        elif name in facts and len(facts[name]) == 10:
            facts[name] = date.fromisoformat(facts[name]).strftime("%d-%m-%Y")
    return str(FINDINGS[found.code]) % facts if found.code in FINDINGS else found.code


def read_nik(text: str, *, born_on: date | None, sex: str, today: date) -> nik.NikReading:
    """Return the reading of a NIK beside what else is known of the person."""
    return nik.parse(text, born_on=born_on, sex=sex, today=today)


def page_of(person: Person, *, today: date) -> PersonPage:
    """Return everything a page shows of a person, in a fixed number of queries."""
    names = list(PersonName.objects.filter(person=person))
    facts = list(CivilFact.objects.filter(person=person))
    documents = list(IdentityDocument.objects.filter(person=person))
    contacts = list(ContactPoint.objects.filter(person=person))
    addresses = list(Address.objects.filter(person=person))
    every: list[Claim] = [*names, *facts, *documents, *contacts, *addresses]
    who = _recorders(every)
    reading = (
        nik.parse(person.nik, born_on=_exact(person), sex=person.sex, today=today)
        if person.nik
        else None
    )
    codes = [person.place_code, *(address.place_code for address in addresses)]
    if reading and reading.regency:
        codes.append(reading.regency)
    labels = places.labels(codes)
    return PersonPage(
        person=person,
        place=labels.get(person.place_code, ""),
        born=births.in_words(person.born_on, person.birth_precision),
        age=births.age_on(today, person.born_on) if person.born_on else None,
        nik=reading,
        nik_regency=labels.get(reading.regency, "") if reading else "",
        remarks=_nik_remarks(person, reading, labels),
        names=tuple(
            _view(claim, who, str(claim.get_kind_display()), claim.full_name) for claim in names
        ),
        facts=tuple(view for fact in facts for view in _fact_views(fact, who)),
        documents=tuple(_document_view(document, who, person, today) for document in documents),
        contacts=tuple(
            _view(
                claim, who, str(claim.get_kind_display()), claim.value,
                detail=str(claim.get_owner_display()) if claim.owner else "",
            )
            for claim in contacts
        ),
        addresses=tuple(
            _view(
                claim, who, _("address"),
                ", ".join(filter(None, [claim.text, labels.get(claim.place_code, "")])),
            )
            for claim in addresses
        ),
    )  # fmt: skip


def _exact(person: Person) -> date | None:
    return person.born_on if person.birth_precision == births.DAY else None


def _nik_remarks(person: Person, reading: nik.NikReading | None, labels: Any) -> tuple[Remark, ...]:
    if reading is None:
        return ()
    remarks = in_words(reading.findings)
    former = nik.former_regency_of(reading.digits, person.place_code)
    if former:
        sentence = _(
            "The NIK carries the code of %(former)s: people of %(home)s were registered there before "
            "the regency was formed. That is in order."
        ) % {
            "former": labels.get(former, former),
            "home": labels.get(person.place_code, person.place_code).rsplit(", ", 1)[-1],
        }
        remarks += (Remark("NIK_FORMER_CODE", Severity.NOTE, sentence),)
    return remarks


def _recorders(claims: list[Claim]) -> dict[int, str]:
    keys = {claim.recorded_by for claim in claims if claim.recorded_by}
    if not keys:
        return {}
    rows = Membership.objects.filter(pk__in=keys).select_related("user", "organisation")
    return {row.pk: f"{row.user}, {row.organisation}" for row in rows}


def _view(
    claim: Claim,
    who: dict[int, str],
    label: str,
    value: str,
    *,
    detail: str = "",
    remarks: tuple[Remark, ...] = (),
    is_sealed: bool = False,
) -> ClaimView:
    return ClaimView(
        key=claim.pk,
        label=label,
        value=value,
        source=claim.source,
        stated_on=claim.stated_on,
        recorded_at=claim.recorded_at,
        recorder=who.get(claim.recorded_by or 0, ""),
        is_withdrawn=claim.withdrawn_at is not None,
        remarks=remarks,
        detail=detail,
        is_sealed=is_sealed,
    )


def _fact_views(fact: CivilFact, who: dict[int, str]) -> list[ClaimView]:
    born = births.in_words(fact.born_on, fact.birth_precision)
    default = (
        in_words(births.parse_date(fact.born_on).findings)
        if fact.born_on and fact.birth_precision == births.DAY
        else ()
    )
    said = [
        (_("birth date"), born, default),
        (_("sex"), str(fact.get_sex_display()) if fact.sex else "", ()),
        (_("birthplace"), fact.birthplace, ()),
        (_("mother's name"), fact.mother_name, ()),
        (_("father's name"), fact.father_name, ()),
        (_("name of husband or wife"), fact.spouse_name, ()),
    ]
    return [
        _view(fact, who, label, value, remarks=remarks) for label, value, remarks in said if value
    ]


def _document_view(
    document: IdentityDocument, who: dict[int, str], person: Person, today: date
) -> ClaimView:
    remarks: tuple[Remark, ...] = ()
    if document.kind == DocumentKind.NIK:
        reading = nik.parse(document.number, born_on=_exact(person), sex=person.sex, today=today)
        remarks = in_words(reading.findings)
    until = _("valid until %s") % f"{document.expires_on:%d-%m-%Y}" if document.expires_on else ""
    return _view(
        document, who, str(document.get_kind_display()), document.number,
        remarks=remarks, detail=until, is_sealed=bool(document.sealed_number),
    )  # fmt: skip
