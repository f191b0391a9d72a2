"""The golden values and the search keys follow the claims."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Model

from pulang.people.models import (
    Address,
    CivilFact,
    Claim,
    ContactPoint,
    IdentityDocument,
    Person,
    PersonName,
)
from pulang.people.queries import dictionary
from pulang.people.rules.golden import Said, choose
from pulang.people.rules.search import index_keys
from pulang.people.terms import ContactKind, DocumentKind, NameKind

Settler = Callable[[Sequence[int]], None]
settlers: list[Settler] = []
"""Linkage registers here (in `ready`) its survivorship: called with the ids of persons whose claims
changed, inside the transaction. Without one, the rule of the desk settles."""

_Claims = TypeVar("_Claims", bound=Model)


def settle(person: Person, *, at: datetime) -> Person:
    """Choose the golden values anew from the standing claims and renew the search keys."""
    if settlers:
        for settler in settlers:
            settler([person.pk])
        person.refresh_from_db()
    else:
        _by_desk_rule(person)
    person.updated_at = at
    person.search_keys = keys_of([person])[person.pk]
    person.save()
    return person


def _by_desk_rule(person: Person) -> None:
    names = PersonName.objects.filter(person=person, withdrawn_at=None, kind=NameKind.GIVEN)
    facts = list(CivilFact.objects.filter(person=person, withdrawn_at=None))
    niks = IdentityDocument.objects.filter(person=person, withdrawn_at=None, kind=DocumentKind.NIK)
    contacts = ContactPoint.objects.filter(person=person, withdrawn_at=None).exclude(
        kind=ContactKind.EMAIL
    )
    addresses = Address.objects.filter(person=person, withdrawn_at=None).exclude(place_code="")
    person.full_name = _said(names, "full_name") or ""
    person.nik = _said(niks, "number") or ""
    person.phone = (_said(contacts, "value") or "")[:20]
    person.place_code = _said(addresses, "place_code") or ""
    for field in ("sex", "birthplace", "mother_name"):
        setattr(person, field, _said(facts, field) or "")
    births = [
        Said((fact.born_on, fact.birth_precision or "day"), fact.source, fact.recorded_at)
        for fact in facts
        if fact.born_on
    ]
    person.born_on, person.birth_precision = choose(births) or (None, "")


def _said(claims: Iterable[Any], field: str) -> Any:
    return choose(
        [
            Said(getattr(claim, field), claim.source, claim.recorded_at)
            for claim in claims
            if getattr(claim, field)
        ]
    )


def keys_of(persons: Sequence[Person]) -> dict[int, list[str]]:
    """Return the search keys of each person from all her standing claims, five queries for any number."""
    ids = [person.pk for person in persons]
    names = _gathered(PersonName, ids, lambda claim: claim.full_name)
    born = _gathered(CivilFact, ids, lambda claim: claim.born_on)
    places = _gathered(Address, ids, lambda claim: claim.place_code)
    numbers = _gathered(
        ContactPoint, ids, lambda claim: claim.value if claim.kind != ContactKind.EMAIL else ""
    )
    documents = _gathered(IdentityDocument, ids, lambda claim: (claim.number, claim.number_hash))
    book = dictionary.book()
    return {
        person.pk: index_keys(
            _distinct([person.full_name, *names[person.pk]]),
            sex=person.sex,
            born_on=_days([person.born_on, *born[person.pk]]),
            place_codes=_distinct([person.place_code, *places[person.pk]]),
            niks=_distinct([person.nik, *(number for number, _ in documents[person.pk])]),
            phone_numbers=_distinct([person.phone, *numbers[person.pk]]),
            hashes=_distinct([digest for _, digest in documents[person.pk]]),
            book=book,
        )
        for person in persons
    }


def _gathered(
    model: type[Claim], ids: Sequence[int], take: Callable[[Any], Any]
) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for claim in model._default_manager.filter(person_id__in=ids, withdrawn_at=None):
        found[claim.person_id].append(take(claim))
    return found


def _distinct(values: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value]


def _days(values: Iterable[date | None]) -> list[date]:
    return [value for value in dict.fromkeys(values) if value]


def rekey(person_ids: Sequence[int]) -> int:
    """Renew the search keys of many persons: after merges, imports, a new version of the book."""
    persons = list(Person.objects.filter(pk__in=person_ids))
    keys = keys_of(persons)
    changed = [person for person in persons if person.search_keys != keys[person.pk]]
    for person in changed:
        person.search_keys = keys[person.pk]
    Person.objects.bulk_update(changed, ["search_keys"], batch_size=1000)
    return len(changed)
