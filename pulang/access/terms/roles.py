"""Who works here and what each role may see and do: one readable table.

The table is the source; `guard` writes it into the database, where the policies read it.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
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
    CENTRAL = "central", _("central agency in the province")
    JUSTICE = "justice", _("prosecution or court")


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
    SERVICE = "service", _("automatic service")


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
    REGISTRY_OVERVIEW = "registry.overview"
    DICTIONARY_WRITE = "dictionary.write"
    ORGANISATION_WRITE = "organisation.write"
    MEMBERSHIP_WRITE = "membership.write"
    AUDIT_READ = "audit.read"
    EMERGENCY_OPEN = "emergency.open"
    CLAIM_WRITE = "claim.write"
    DUTY_WRITE = "duty.write"
    PRIVACY_DESK = "privacy.desk"
    MIGRATION_WRITE = "migration.write"
    HOLD_WRITE = "hold.write"
    GATE_OVERRIDE = "gate.override"
    REFERRAL_WRITE = "referral.write"
    PAPER_WRITE = "paper.write"
    PAPER_CHECK = "paper.check"
    SESSION_WRITE = "session.write"
    RULE_WRITE = "rule.write"
    AGENCY_WRITE = "agency.write"
    ORDER_WRITE = "order.write"
    COST_WRITE = "cost.write"
    CLEARANCE_GRANT = "clearance.grant"
    PASS_CHECK = "pass.check"  # noqa: S105 - a departure pass
    MANIFEST_WRITE = "manifest.write"
    INTERCEPT_WRITE = "intercept.write"
    ABROAD_WRITE = "abroad.write"
    COMPLAINT_WRITE = "complaint.write"
    DEATH_WRITE = "death.write"
    NOTICE_READ = "notice.read"
    OWN_FILE = "own.file"
    LOAN_WRITE = "loan.write"
    LOAN_DECIDE = "loan.decide"
    POOL_READ = "pool.read"


class Reach(StrEnum):
    """How far a role sees in a data class (handbook 8.3)."""

    ALL = "all"
    JURISDICTION = "jurisdiction"
    ASSIGNED = "assigned"
    OWN = "own"
    MILESTONE = "milestone"  # a yes or no of eligibility, no row
    AGGREGATE = "aggregate"  # counts with small cells suppressed, no row
    NONE = "none"

    @property
    def opens_rows(self) -> bool:
        """Tell whether any single record can be seen with it."""
        return self in {Reach.ALL, Reach.JURISDICTION, Reach.ASSIGNED, Reach.OWN}


StrPromise = str | Promise

_J, _A, _O, _ALL = Reach.JURISDICTION, Reach.ASSIGNED, Reach.OWN, Reach.ALL
_M, _S = Reach.MILESTONE, Reach.AGGREGATE
_D = DataClass

SEES: dict[Role, dict[DataClass, Reach]] = {
    # Worker or family, own portal
    Role.WORKER: {_D.D2: _O, _D.D3: _O, _D.D4: _O, _D.D5: _O, _D.D6: _O},
    Role.VILLAGE_OFFICER: {_D.D2: _J, _D.D3: _O},
    # Parish, NGO field reporter: what they wrote themselves
    Role.FIELD_VOLUNTEER: {_D.D2: _O, _D.D5: _O, _D.D6: _O, _D.D10: _O},
    # Disnaker of a kabupaten, LTSA
    Role.KABUPATEN_OFFICER: {_D.D2: _J, _D.D3: _J, _D.D4: _M},
    Role.PROVINCIAL_OFFICER: {_D.D2: _J, _D.D4: _S, _D.D5: _S},
    Role.CHECKPOINT_OFFICER: {_D.D2: _O},
    # UPTD PPA, NGO case lead
    Role.CASE_WORKER: {
        _D.D2: _A,
        _D.D3: _A,
        _D.D4: _M,
        _D.D5: _A,
        _D.D6: _A,
        _D.D7: _A,
        _D.D8: _A,
        _D.D9: _A,
    },
    Role.POLICE_LIAISON: {_D.D2: _A, _D.D3: _A, _D.D5: _A, _D.D6: _A, _D.D9: _A},
    Role.BANK_OFFICER: {_D.D2: _O, _D.D3: _O, _D.D4: _A},
    Role.BANK_APPROVER: {_D.D2: _O, _D.D3: _O, _D.D4: _A},
    # LPK, BLK, P3MI: own trainees
    Role.TRAINER: {_D.D2: _O, _D.D3: _O, _D.D4: _M},
    Role.ADVISER: {_D.D2: _O, _D.D4: _M},
    # Task-force secretariat
    Role.COORDINATOR: {_D.D2: _S, _D.D4: _S, _D.D5: _S, _D.D9: _S},
    # Not in the handbook's matrix: who unites the lists must see both rows of a doubtful pair
    Role.DATA_STEWARD: {_D.D2: _ALL, _D.D3: _ALL},
    # The log; a record only sampled, with a reason
    Role.AUDITOR: {},
    # Technical only
    Role.ADMINISTRATOR: {},
    # No human being: the clock of check-ins, escalations and reminders (ADR 0011)
    Role.SERVICE: {_D.D2: _ALL, _D.D3: _ALL, _D.D4: _ALL, _D.D5: _ALL, _D.D6: _ALL, _D.D8: _ALL},
}
"""Reach of each role in each data class; what is not named is none."""

_P = Permission
MAY: dict[Role, frozenset[Permission]] = {
    Role.WORKER: frozenset({_P.PAPER_WRITE, _P.OWN_FILE}),
    Role.VILLAGE_OFFICER: frozenset(
        {
            _P.PERSON_WRITE,
            _P.PERSON_SEARCH,
            _P.CONSENT_WRITE,
            _P.MIGRATION_WRITE,
            _P.REFERRAL_WRITE,
            _P.PAPER_WRITE,
            _P.COST_WRITE,
            _P.COMPLAINT_WRITE,
        }
    ),
    Role.FIELD_VOLUNTEER: frozenset(
        {
            _P.PERSON_WRITE,
            _P.PERSON_SEARCH,
            _P.CONSENT_WRITE,
            _P.MIGRATION_WRITE,
            _P.REFERRAL_WRITE,
            _P.PAPER_WRITE,
            _P.COST_WRITE,
            _P.COMPLAINT_WRITE,
        }
    ),
    Role.KABUPATEN_OFFICER: frozenset(
        {
            _P.PERSON_WRITE,
            _P.PERSON_SEARCH,
            _P.CONSENT_WRITE,
            _P.DUTY_WRITE,
            _P.MIGRATION_WRITE,
            _P.GATE_OVERRIDE,
            _P.REFERRAL_WRITE,
            _P.PAPER_WRITE,
            _P.PAPER_CHECK,
            _P.SESSION_WRITE,
            _P.ORDER_WRITE,
            _P.COST_WRITE,
            _P.CLEARANCE_GRANT,
            _P.ABROAD_WRITE,
            _P.COMPLAINT_WRITE,
            _P.DEATH_WRITE,
        }
    ),
    Role.PROVINCIAL_OFFICER: frozenset(
        {
            _P.PERSON_SEARCH,
            _P.CLAIM_WRITE,
            _P.DUTY_WRITE,
            _P.REGISTRY_OVERVIEW,
            _P.MIGRATION_WRITE,
            _P.GATE_OVERRIDE,
            _P.REFERRAL_WRITE,
            _P.SESSION_WRITE,
            _P.RULE_WRITE,
            _P.AGENCY_WRITE,
            _P.ORDER_WRITE,
            _P.ABROAD_WRITE,
            _P.COMPLAINT_WRITE,
            _P.DEATH_WRITE,
            _P.NOTICE_READ,
            _P.POOL_READ,
        }
    ),
    Role.CHECKPOINT_OFFICER: frozenset(
        {_P.PERSON_SEARCH, _P.REFERRAL_WRITE, _P.PASS_CHECK, _P.MANIFEST_WRITE, _P.INTERCEPT_WRITE}
    ),
    Role.CASE_WORKER: frozenset(
        {
            _P.PERSON_WRITE,
            _P.PERSON_SEARCH,
            _P.CONSENT_WRITE,
            _P.EMERGENCY_OPEN,
            _P.REFERRAL_WRITE,
            _P.HOLD_WRITE,
            _P.COST_WRITE,
            _P.COMPLAINT_WRITE,
            _P.DEATH_WRITE,
        }
    ),
    Role.POLICE_LIAISON: frozenset(
        {_P.PERSON_SEARCH, _P.EMERGENCY_OPEN, _P.REFERRAL_WRITE, _P.PASS_CHECK, _P.INTERCEPT_WRITE}
    ),
    Role.BANK_OFFICER: frozenset(
        {
            _P.PERSON_SEARCH,
            _P.CONSENT_WRITE,
            _P.REFERRAL_WRITE,
            _P.LOAN_WRITE,
            _P.POOL_READ,
        }
    ),
    Role.BANK_APPROVER: frozenset({_P.PERSON_SEARCH, _P.LOAN_DECIDE, _P.POOL_READ}),
    Role.TRAINER: frozenset({_P.PERSON_SEARCH, _P.REFERRAL_WRITE, _P.SESSION_WRITE}),
    Role.ADVISER: frozenset({_P.PERSON_SEARCH, _P.REFERRAL_WRITE}),
    Role.COORDINATOR: frozenset({_P.CLAIM_WRITE, _P.REGISTRY_OVERVIEW, _P.POOL_READ}),
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
            _P.REGISTRY_OVERVIEW,
            _P.DICTIONARY_WRITE,
            _P.CLAIM_WRITE,
        }
    ),
    Role.AUDITOR: frozenset({_P.AUDIT_READ, _P.PRIVACY_DESK, _P.REGISTRY_OVERVIEW}),
    Role.ADMINISTRATOR: frozenset({_P.ORGANISATION_WRITE, _P.MEMBERSHIP_WRITE, _P.NOTICE_READ}),
    Role.SERVICE: frozenset(
        {
            _P.PERSON_WRITE,
            # What she says on her own phone is written down for her.
            _P.CONSENT_WRITE,
            _P.MIGRATION_WRITE,
            _P.REFERRAL_WRITE,
            _P.CLEARANCE_GRANT,
            _P.ABROAD_WRITE,
            _P.COMPLAINT_WRITE,
            _P.INTERCEPT_WRITE,
            _P.LOAN_WRITE,
        }
    ),
}
"""What each role may do."""

SENSITIVE = frozenset(
    {
        Role.DATA_STEWARD,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
        Role.CASE_WORKER,
        Role.POLICE_LIAISON,
    }
)
"""Roles that must sign in with a second factor where `PULANG_REQUIRE_MFA` is on."""


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


PLACE_CODE = r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10})?$"
"""An area: Kemendagri digits, or nothing for the nation. A `%` here would open every province."""

EMERGENCY_MINUTES = 60
EMERGENCIES_A_DAY = 5
LAWFUL_HOURS = 72
"""3×24 hours: to answer a subject request, to report a breach (UU 27/2022 Pasal 30-33, 46)."""
