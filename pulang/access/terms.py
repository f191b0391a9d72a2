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
    Role.PROVINCIAL_OFFICER: frozenset(
        {_P.PERSON_SEARCH, _P.CLAIM_WRITE, _P.DUTY_WRITE, _P.REGISTRY_OVERVIEW}
    ),
    Role.CHECKPOINT_OFFICER: frozenset({_P.PERSON_SEARCH}),
    Role.CASE_WORKER: frozenset(
        {_P.PERSON_WRITE, _P.PERSON_SEARCH, _P.CONSENT_WRITE, _P.EMERGENCY_OPEN}
    ),
    Role.POLICE_LIAISON: frozenset({_P.PERSON_SEARCH, _P.EMERGENCY_OPEN}),
    Role.BANK_OFFICER: frozenset({_P.PERSON_SEARCH, _P.CONSENT_WRITE}),
    Role.BANK_APPROVER: frozenset({_P.PERSON_SEARCH}),
    Role.TRAINER: frozenset({_P.PERSON_SEARCH}),
    Role.ADVISER: frozenset({_P.PERSON_SEARCH}),
    Role.COORDINATOR: frozenset({_P.CLAIM_WRITE, _P.REGISTRY_OVERVIEW}),
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
    Role.ADMINISTRATOR: frozenset({_P.ORGANISATION_WRITE, _P.MEMBERSHIP_WRITE}),
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


class Finding(TextChoices):
    """What an auditor found about an emergency access."""

    JUSTIFIED = "justified", _("justified")
    UNJUSTIFIED = "unjustified", _("not justified")
    BREACH = "breach", _("a breach")


class RequestKind(TextChoices):
    """What a person may ask about her data (UU 27/2022 Pasal 5-13)."""

    ACCESS = "access", _("see and get a copy")
    CORRECT = "correct", _("correct")
    ERASE = "erase", _("erase")
    RESTRICT = "restrict", _("restrict the use")
    WITHDRAW = "withdraw", _("withdraw a consent")
    OBJECT = "object", _("object to an automated decision")


class Requester(TextChoices):
    """Who asks."""

    HERSELF = "herself", _("the person herself")
    GUARDIAN = "guardian", _("parent or guardian of a child")
    HEIR = "heir", _("heir")
    LAWYER = "lawyer", _("representative with a written power")


class IdentityProof(TextChoices):
    """How the desk knows that the asker is who she says. A copy of the proof is not kept."""

    KTP = "ktp", _("KTP seen")
    KNOWN = "known", _("known in person to an officer")
    PASSPORT = "passport", _("passport seen")
    COURT = "court", _("court or written power seen")


class AnswerChannel(TextChoices):
    """How the answer reaches her."""

    IN_PERSON = "in_person", _("in person at the office")
    LETTER = "letter", _("sealed letter handed to her")
    PHONE = "phone", _("her own phone")


class RequestOutcome(TextChoices):
    """How the desk answered."""

    DONE = "done", _("done")
    PARTLY = "partly", _("done in part")
    REFUSED = "refused", _("refused")


class BreachKind(TextChoices):
    """What happened to the data."""

    SEEN = "seen", _("seen or copied by someone who may not")
    LOST = "lost", _("lost or not available")
    CHANGED = "changed", _("changed wrongly")


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long a kind of record is kept (handbook 8.4; a legal hold overrides)."""

    what: StrPromise
    years: float
    counted_from: StrPromise


RETENTION: tuple[Keeping, ...] = (
    Keeping(_("placement file"), 5, _("her return")),
    Keeping(_("loan"), 10, _("the end of the loan")),
    Keeping(_("protection case"), 10, _("the closing of the case, or her 28th birthday")),
    Keeping(_("anonymous report without a link"), 2, _("its arrival")),
    Keeping(_("raw phone location"), 0.25, _("its arrival")),
    Keeping(_("audit trail"), 10, _("its entry")),
)
"""Defaults; afterwards destroyed with a certificate, statistics stay."""

REACH_WORDS: dict[Reach, StrPromise] = {
    Reach.ALL: _("everyone"),
    Reach.JURISDICTION: _("own area"),
    Reach.ASSIGNED: _("assigned"),
    Reach.OWN: _("own entries"),
    Reach.MILESTONE: _("yes or no"),
    Reach.AGGREGATE: _("numbers only"),
    Reach.NONE: _("nothing"),
}

CLASS_WORDS: dict[DataClass, StrPromise] = {
    _D.D0: _("public numbers"),
    _D.D1: _("directories"),
    _D.D2: _("identity"),
    _D.D3: _("documents"),
    _D.D4: _("loans"),
    _D.D5: _("that there is a case"),
    _D.D6: _("case story"),
    _D.D7: _("health"),
    _D.D8: _("shelter, contact"),
    _D.D9: _("suspects"),
    _D.D10: _("who reported"),
}

PERMISSION_WORDS: dict[Permission, StrPromise] = {
    _P.PERSON_WRITE: _("register and correct persons"),
    _P.PERSON_SEARCH: _("search persons"),
    _P.CONSENT_WRITE: _("record consents"),
    _P.SOURCE_WRITE: _("describe sources"),
    _P.IMPORT_RUN: _("bring lists in"),
    _P.LINK_RUN: _("link lists"),
    _P.REVIEW_DECIDE: _("decide doubtful pairs"),
    _P.MERGE_CONFIRM: _("confirm merges"),
    _P.REGISTRY_EXPORT: _("export the registry"),
    _P.REGISTRY_OVERVIEW: _("see the overview of lists"),
    _P.DICTIONARY_WRITE: _("keep the book of names"),
    _P.ORGANISATION_WRITE: _("keep organisations"),
    _P.MEMBERSHIP_WRITE: _("keep accounts and roles"),
    _P.AUDIT_READ: _("read the trail"),
    _P.EMERGENCY_OPEN: _("open a file in an emergency"),
    _P.CLAIM_WRITE: _("record published figures"),
    _P.DUTY_WRITE: _("keep duty rosters"),
    _P.PRIVACY_DESK: _("answer the privacy desk"),
}


@dataclass(frozen=True, slots=True)
class Door:
    """A line of the main menu; `web` hangs it there, for `ui` stands above this package."""

    label: StrPromise
    url_name: str
    permission: Permission
    icon: str
    order: int


MENU: tuple[Door, ...] = (
    Door(_("Emergencies"), "access:emergencies", _P.EMERGENCY_OPEN, "alert-triangle", 40),
    Door(_("The trail"), "access:trail", _P.AUDIT_READ, "history", 70),
    Door(_("Privacy desk"), "access:desk", _P.PRIVACY_DESK, "shield-check", 71),
    Door(_("Accounts"), "access:members", _P.MEMBERSHIP_WRITE, "users", 72),
    Door(_("Organisations"), "access:organisations", _P.ORGANISATION_WRITE, "building", 73),
)
