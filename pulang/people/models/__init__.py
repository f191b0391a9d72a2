"""One human being: claims with their source, and the golden values chosen from them."""

from pulang.people.models.claims import (
    Address,
    CivilFact,
    Claim,
    ContactPoint,
    IdentityDocument,
    PersonName,
)
from pulang.people.models.consents import Consent
from pulang.people.models.dictionary import NameCount, NameGroup, NameSuggestion
from pulang.people.models.households import Household, HouseholdMember
from pulang.people.models.own_files import OwnFile
from pulang.people.models.persons import PERSON_ROWS, Person, PersonQuerySet, visible

__all__ = [
    "PERSON_ROWS",
    "Address",
    "CivilFact",
    "Claim",
    "Consent",
    "ContactPoint",
    "Household",
    "HouseholdMember",
    "IdentityDocument",
    "NameCount",
    "NameGroup",
    "NameSuggestion",
    "OwnFile",
    "Person",
    "PersonName",
    "PersonQuerySet",
    "visible",
]
