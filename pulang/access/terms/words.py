"""How pages say what a role sees and may do, and where its doors hang."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pulang.access.terms.roles import Permission, Reach, StrPromise
from pulang.base.privacy import DataClass

_D, _P = DataClass, Permission

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
    _P.MIGRATION_WRITE: _("open and lead migrations"),
    _P.HOLD_WRITE: _("halt and release a migration"),
    _P.GATE_OVERRIDE: _("pass a requirement, with a second person"),
    _P.REFERRAL_WRITE: _("refer to another desk"),
    _P.PAPER_WRITE: _("hand in papers"),
    _P.PAPER_CHECK: _("check papers"),
    _P.SESSION_WRITE: _("hold orientation and training before departure"),
    _P.RULE_WRITE: _("keep requirements and legal values"),
    _P.AGENCY_WRITE: _("keep placement companies and their permits"),
    _P.ORDER_WRITE: _("keep job orders and placement agreements"),
    _P.COST_WRITE: _("record what was charged"),
    _P.CLEARANCE_GRANT: _("clear a departure"),
    _P.PASS_CHECK: _("check passes at an exit point"),
    _P.MANIFEST_WRITE: _("bring in manifests"),
    _P.INTERCEPT_WRITE: _("stop a departure"),
    _P.ABROAD_WRITE: _("keep placements abroad and check-ins"),
    _P.COMPLAINT_WRITE: _("record complaints from abroad"),
    _P.DEATH_WRITE: _("lead the return of the dead"),
    _P.NOTICE_READ: _("see the outgoing messages"),
    _P.OWN_FILE: _("follow the own file"),
    _P.LOAN_WRITE: _("check loan applications, prepare payouts, book repayments"),
    _P.LOAN_DECIDE: _("decide on loans and release money, as the second person"),
    _P.POOL_READ: _("see the state of the loan pool"),
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
