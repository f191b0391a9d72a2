"""Who works here and what each role may see and do: one readable table.

The table is the source; `guard` writes it into the database, where the policies read it.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pulang.base.privacy import DataClass


class OrganisationKind(TextChoices):
    """Kinds of organisation that take part."""

    PROVINCIAL = "provincial", _("provincial office")
    KABUPATEN = "kabupaten", _("kabupaten or city office")
    VILLAGE = "village", _("village office")
    PLACEMENT_COMPANY = "placement_company", _("placement company (P3MI)")
    BANK = "bank", _("bank")
    POLICE = "police", _("police")
    SHELTER = "shelter", _("shelter")
    CHURCH_NGO = "church_ngo", _("church or civil society")
    TRAINING_CENTRE = "training_centre", _("training centre (BLK, LPK)")
    CHECKPOINT = "checkpoint", _("immigration or checkpoint")


class Role(TextChoices):
    """Roles of a membership."""

    WORKER = "worker", _("citizen or worker")
    VILLAGE_OFFICER = "village_officer", _("village officer")
    FIELD_VOLUNTEER = "field_volunteer", _("field volunteer")
    KABUPATEN_OFFICER = "kabupaten_officer", _("kabupaten officer")
    PROVINCIAL_OFFICER = "provincial_officer", _("provincial officer")
    CHECKPOINT_OFFICER = "checkpoint_officer", _("checkpoint officer")
    CASE_WORKER = "case_worker", _("case worker")
    POLICE_LIAISON = "police_liaison", _("police liaison")
    BANK_OFFICER = "bank_officer", _("bank officer")
    BANK_APPROVER = "bank_approver", _("bank approver")
    TRAINER = "trainer", _("trainer")
    ADVISER = "adviser", _("adviser")
    COORDINATOR = "coordinator", _("coordinator")
    DATA_STEWARD = "data_steward", _("data steward")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


class Permission(StrEnum):
    """What a role may do. Seeing is a matter of `SEES`."""

    PERSON_WRITE = "person.write"
    PERSON_SEARCH = "person.search"
    CONSENT_WRITE = "consent.write"
    SOURCE_WRITE = "source.write"
    IMPORT_RUN = "import.run"
    LINK_RUN = "link.run"
    REVIEW_DECIDE = "review.decide"
    MERGE_CONFIRM = "merge.confirm"
    REGISTRY_EXPORT = "registry.export"
    DICTIONARY_WRITE = "dictionary.write"
    ORGANISATION_WRITE = "organisation.write"
    MEMBERSHIP_WRITE = "membership.write"
    AUDIT_READ = "audit.read"
    EMERGENCY_OPEN = "emergency.open"
    CLAIM_WRITE = "claim.write"
    DUTY_WRITE = "duty.write"
    PRIVACY_DESK = "privacy.desk"


class Reach(StrEnum):
    """How far a role sees in a data class (handbook 8.3)."""

    ALL = "all"
    JURISDICTION = "jurisdiction"
    ASSIGNED = "assigned"
    OWN = "own"
    NONE = "none"


_J, _A, _O, _ALL = Reach.JURISDICTION, Reach.ASSIGNED, Reach.OWN, Reach.ALL
_D = DataClass

SEES: dict[Role, dict[DataClass, Reach]] = {
    Role.WORKER: {_D.D2: _O, _D.D3: _O, _D.D4: _O},
    Role.VILLAGE_OFFICER: {_D.D2: _J, _D.D3: _O},
    Role.FIELD_VOLUNTEER: {_D.D2: _O},
    Role.KABUPATEN_OFFICER: {_D.D2: _J, _D.D3: _J},
    Role.PROVINCIAL_OFFICER: {_D.D2: _J},
    Role.CHECKPOINT_OFFICER: {_D.D2: _O},
    Role.CASE_WORKER: {_D.D2: _A, _D.D3: _A, _D.D5: _A, _D.D6: _A, _D.D7: _A, _D.D8: _A},
    Role.POLICE_LIAISON: {_D.D2: _A, _D.D3: _A, _D.D5: _A, _D.D6: _A, _D.D9: _A},
    Role.BANK_OFFICER: {_D.D2: _O, _D.D3: _O, _D.D4: _A},
    Role.BANK_APPROVER: {_D.D2: _O, _D.D3: _O, _D.D4: _A},
    Role.TRAINER: {_D.D2: _O},
    Role.ADVISER: {_D.D2: _O},
    Role.COORDINATOR: {},
    Role.DATA_STEWARD: {_D.D2: _ALL, _D.D3: _ALL},
    Role.AUDITOR: {},
    Role.ADMINISTRATOR: {},
}
"""Reach of each role in each data class; what is not named is none."""

_P = Permission
MAY: dict[Role, frozenset[Permission]] = {
    Role.WORKER: frozenset(),
    Role.VILLAGE_OFFICER: frozenset({_P.PERSON_WRITE, _P.PERSON_SEARCH, _P.CONSENT_WRITE}),
    Role.FIELD_VOLUNTEER: frozenset({_P.PERSON_WRITE, _P.PERSON_SEARCH, _P.CONSENT_WRITE}),
    Role.KABUPATEN_OFFICER: frozenset(
        {_P.PERSON_WRITE, _P.PERSON_SEARCH, _P.CONSENT_WRITE, _P.DUTY_WRITE}
    ),
    Role.PROVINCIAL_OFFICER: frozenset({_P.PERSON_SEARCH, _P.CLAIM_WRITE, _P.DUTY_WRITE}),
    Role.CHECKPOINT_OFFICER: frozenset({_P.PERSON_SEARCH}),
    Role.CASE_WORKER: frozenset(
        {_P.PERSON_WRITE, _P.PERSON_SEARCH, _P.CONSENT_WRITE, _P.EMERGENCY_OPEN}
    ),
    Role.POLICE_LIAISON: frozenset({_P.PERSON_SEARCH, _P.EMERGENCY_OPEN}),
    Role.BANK_OFFICER: frozenset({_P.PERSON_WRITE, _P.PERSON_SEARCH, _P.CONSENT_WRITE}),
    Role.BANK_APPROVER: frozenset({_P.PERSON_SEARCH}),
    Role.TRAINER: frozenset({_P.PERSON_WRITE, _P.PERSON_SEARCH}),
    Role.ADVISER: frozenset({_P.PERSON_SEARCH}),
    Role.COORDINATOR: frozenset({_P.CLAIM_WRITE}),
    Role.DATA_STEWARD: frozenset(
        {
            _P.PERSON_WRITE,
            _P.PERSON_SEARCH,
            _P.CONSENT_WRITE,
            _P.SOURCE_WRITE,
            _P.IMPORT_RUN,
            _P.LINK_RUN,
            _P.REVIEW_DECIDE,
            _P.MERGE_CONFIRM,
            _P.REGISTRY_EXPORT,
            _P.DICTIONARY_WRITE,
            _P.CLAIM_WRITE,
        }
    ),
    Role.AUDITOR: frozenset({_P.AUDIT_READ, _P.PRIVACY_DESK}),
    Role.ADMINISTRATOR: frozenset({_P.ORGANISATION_WRITE, _P.MEMBERSHIP_WRITE}),
}
"""What each role may do."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: one user under one membership. Made by `queries.actor_for`, passed as `by`."""

    user_id: int
    membership_id: int
    organisation_id: int
    role: Role
    area: str
    """Kemendagri digits of the jurisdiction: '' for the nation, '53', '5304', …"""
    name: str = ""
    organisation_name: str = ""
    permissions: frozenset[Permission] = field(default_factory=frozenset)

    def may(self, permission: Permission) -> bool:
        """Tell whether the role holds the permission."""
        return permission in self.permissions

    def reach(self, data_class: DataClass) -> Reach:
        """Return how far the role sees in a data class."""
        return SEES[self.role].get(data_class, Reach.NONE)


@dataclass(frozen=True, slots=True)
class Subject:
    """What an audit row, a task or a notice is about: never a foreign key to anything."""

    kind: str
    public_id: str
