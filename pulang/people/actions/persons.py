"""Creating persons and adding claims to them. Nothing is overwritten: a correction is a new claim."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base import crypto
from pulang.base.errors import NotFound, Refused, WrongState
from pulang.people.actions import golden
from pulang.people.models import (
    Address,
    CivilFact,
    Claim,
    ContactPoint,
    IdentityDocument,
    Person,
    PersonName,
)
from pulang.people.queries.search import document_hash
from pulang.people.rules import names, nik
from pulang.people.rules.golden import DESK
from pulang.people.terms import ContactKind, DocumentKind, NameKind, PersonState

DOCUMENT_CLASS = "D3"


class NothingKnown(Refused):
    """A person needs one thing by which she can be recognised, be it a description."""

    code = "people.nothing_known"


class NikMalformed(Refused):
    """The number is no NIK; what it may have been is suggested, never written by itself."""

    code = "people.nik_malformed"


@dataclass(frozen=True, slots=True)
class Draft:
    """What an officer says of a person; any part may be missing (R7.7)."""

    full_name: str = ""
    other_name: str = ""
    other_name_kind: str = NameKind.ALIAS
    sex: str = ""
    born_on: date | None = None
    birth_precision: str = ""
    birthplace: str = ""
    mother_name: str = ""
    father_name: str = ""
    spouse_name: str = ""
    nik: str = ""
    phone: str = ""
    phone_owner: str = ""
    place_code: str = ""
    address: str = ""
    description: str = ""
    document_kind: str = ""
    document_number: str = ""
    document_expires_on: date | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is said by which a person could be recognised."""
        return not any(
            (self.full_name, self.other_name, self.nik, self.description, self.phone,
             self.document_number, self.born_on, self.mother_name)
        )  # fmt: skip


@transaction.atomic
def create(
    *, draft: Draft, by: Actor, at: datetime, source: str = DESK, stated_on: date | None = None
) -> Person:
    """Bring a person into the registry with what is said of her.

    Raises: NotAllowed, NothingKnown, NikMalformed.
    """
    require(by, Permission.PERSON_WRITE)
    if draft.is_empty:
        raise NothingKnown(
            _(
                "Say at least one thing by which the person can be recognised: a name, or a description."
            )
        )
    person = Person.objects.create(
        description=draft.description[:200],
        known_to=[by.organisation_id],
        created_at=at,
        created_by=by.membership_id,
        updated_at=at,
    )
    _write_claims(person, draft, _Origin(source, stated_on or at.date(), at, by.membership_id))
    golden.settle(person, at=at)
    audit.record("person.created", by=by, at=at, subject=subject_of(person))
    return person


@transaction.atomic
def add_claims(
    *,
    person: Person,
    draft: Draft,
    by: Actor,
    at: datetime,
    source: str = DESK,
    stated_on: date | None = None,
) -> int:
    """Add what is newly said of a person; values that stand already are left out. Returns the count.

    Raises: NotAllowed, NotFound, WrongState, NikMalformed.
    """
    require(by, Permission.PERSON_WRITE)
    person = _locked(person)
    origin = _Origin(source, stated_on or at.date(), at, by.membership_id)
    count = _write_claims(person, _only_news(person, draft), origin)
    described = draft.description[:200]
    if described and described != person.description:
        person.description = described
        count += 1
    if by.organisation_id not in person.known_to:
        person.known_to = [*person.known_to, by.organisation_id]
    if count:
        person.save()
        golden.settle(person, at=at)
        audit.record(
            "person.claims_added", by=by, at=at, subject=subject_of(person), facts={"count": count}
        )
    return count


@transaction.atomic
def withdraw_claim(*, person: Person, kind: str, key: int, by: Actor, at: datetime) -> Person:
    """Take back a claim of the desk that was a mistake; it stays in the record, marked.

    Raises: NotAllowed, NotFound, WrongState.
    """
    require(by, Permission.PERSON_WRITE)
    person = _locked(person)
    model = CLAIMS.get(kind)
    claim = (
        model._default_manager.filter(pk=key, person=person, withdrawn_at=None).first()
        if model
        else None
    )
    if claim is None:
        raise NotFound
    if claim.source != DESK:
        raise WrongState(_("What a list says is mended in the list, or set aside by a steward."))
    claim.withdrawn_at, claim.withdrawn_by = at, by.membership_id
    claim.save()
    golden.settle(person, at=at)
    audit.record(
        "person.claim_withdrawn", by=by, at=at, subject=subject_of(person), facts={"kind": kind}
    )
    return person


def reveal_document(*, person: Person, key: int, by: Actor, at: datetime) -> str:
    """Open a sealed document number; that it was read is recorded with who and when.

    Raises: NotFound, CannotOpen.
    """
    document = IdentityDocument.objects.filter(pk=key, person=person).first()
    if document is None or not document.sealed_number:
        raise NotFound
    number = crypto.unseal(document.sealed_number, data_class=DOCUMENT_CLASS)
    audit.record(
        "document.read", by=by, at=at, subject=subject_of(person), facts={"kind": document.kind}
    )
    return number


CLAIMS: dict[str, type[Claim]] = {
    "name": PersonName,
    "fact": CivilFact,
    "document": IdentityDocument,
    "contact": ContactPoint,
    "address": Address,
}


def subject_of(person: Person) -> Subject:
    """Return the person as the subject of an audit entry."""
    return Subject(kind="person", public_id=person.public_id)


def _locked(person: Person) -> Person:
    locked = (
        Person.objects.select_for_update(of=("self",), no_key=True).filter(pk=person.pk).first()
    )
    if locked is None:
        raise NotFound
    if locked.state != PersonState.ACTIVE:
        raise WrongState(_("This record was joined to another one; open that one."))
    return locked


@dataclass(frozen=True, slots=True)
class _Origin:
    source: str
    stated_on: date
    recorded_at: datetime
    recorded_by: int

    def fields(self, person: Person) -> dict[str, object]:
        return {
            "person": person,
            "source": self.source,
            "stated_on": self.stated_on,
            "recorded_at": self.recorded_at,
            "recorded_by": self.recorded_by,
        }


def _only_news(person: Person, draft: Draft) -> Draft:
    """Leave out what stands on the person already: a form sent twice adds nothing."""
    facts = CivilFact.objects.filter(person=person, withdrawn_at=None)
    said = {name: value for row in facts.values() for name, value in row.items() if value}
    same_birth = draft.born_on == person.born_on and draft.birth_precision == person.birth_precision
    names_borne = set(
        PersonName.objects.filter(person=person, withdrawn_at=None).values_list(
            "full_name", flat=True
        )
    )
    return Draft(
        full_name="" if names.clean(draft.full_name) == person.full_name else draft.full_name,
        other_name="" if names.clean(draft.other_name) in names_borne else draft.other_name,
        other_name_kind=draft.other_name_kind,
        sex="" if draft.sex == person.sex else draft.sex,
        born_on=None if same_birth else draft.born_on,
        birth_precision="" if same_birth else draft.birth_precision,
        birthplace="" if draft.birthplace == person.birthplace else draft.birthplace,
        mother_name="" if draft.mother_name == person.mother_name else draft.mother_name,
        father_name="" if draft.father_name == said.get("father_name") else draft.father_name,
        spouse_name="" if draft.spouse_name == said.get("spouse_name") else draft.spouse_name,
        nik="" if nik.digits_of(draft.nik) == person.nik else draft.nik,
        phone="" if draft.phone == person.phone else draft.phone,
        phone_owner=draft.phone_owner,
        place_code="" if not draft.address and draft.place_code == person.place_code
        else draft.place_code,
        address=draft.address,
        document_kind=draft.document_kind,
        document_number=draft.document_number,
        document_expires_on=draft.document_expires_on,
    )  # fmt: skip


def _write_claims(person: Person, draft: Draft, origin: _Origin) -> int:
    fields = origin.fields(person)
    before = 0
    for name, kind in (
        (draft.full_name, NameKind.GIVEN),
        (draft.other_name, draft.other_name_kind),
    ):
        if cleaned := names.clean(name):
            PersonName.objects.create(
                kind=kind,
                full_name=cleaned,
                normalised=" ".join(names.tokens(cleaned, draft.sex))[:200],
                **fields,
            )
            before += 1
    civil = {
        name: getattr(draft, name)
        for name in ("sex", "born_on", "birthplace", "mother_name", "father_name", "spouse_name")
        if getattr(draft, name)
    }
    if civil:
        precision = (draft.birth_precision or "day") if draft.born_on else ""
        CivilFact.objects.create(birth_precision=precision, **civil, **fields)
        before += 1
    return before + _write_numbers(draft, fields)


def _write_numbers(draft: Draft, fields: dict[str, object]) -> int:
    count = 0
    if draft.nik:
        digits = nik.digits_of(draft.nik)
        if not digits:
            raise NikMalformed(_("This is not a NIK of 16 digits."))
        IdentityDocument.objects.create(kind=DocumentKind.NIK, number=digits, **fields)
        count += 1
    if draft.document_number and draft.document_kind:
        IdentityDocument.objects.create(
            kind=draft.document_kind,
            sealed_number=crypto.seal(draft.document_number, data_class=DOCUMENT_CLASS),
            number_hash=document_hash(draft.document_number),
            expires_on=draft.document_expires_on,
            **fields,
        )
        count += 1
    if draft.phone:
        ContactPoint.objects.create(
            kind=ContactKind.PHONE, value=draft.phone, owner=draft.phone_owner, **fields
        )
        count += 1
    if draft.place_code or draft.address:
        Address.objects.create(place_code=draft.place_code, text=draft.address[:300], **fields)
        count += 1
    return count
