"""Reading deaths abroad: the case with all its parts, who must stay silent, the figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pulang.abroad.models import (
    CostItem,
    CostShare,
    DeathCase,
    DeathDoubt,
    DeathReport,
    DeathStepState,
    HeirClaim,
    Leg,
)
from pulang.abroad.rules import costs
from pulang.abroad.terms import ClaimState, DeathStep, FamilyDecision, StepState
from pulang.access.models import Membership
from pulang.access.terms import Actor
from pulang.base.errors import NotFound
from pulang.journey.models import Migration
from pulang.journey.rules.gates import Requirement
from pulang.journey.terms import ABROAD, Stage

HEIRS_DAYS = 90
"""Handbook 9.4, M20."""


@dataclass(frozen=True, slots=True)
class CostView:
    """One cost with who pays it and what is left."""

    item: CostItem
    shares: tuple[CostShare, ...]
    left: int


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the page of a case shows."""

    case: DeathCase
    aliases: tuple[str, ...]
    reports: tuple[DeathReport, ...]
    steps: tuple[DeathStepState, ...]
    open_steps: frozenset[str]
    doubts: tuple[DeathDoubt, ...]
    costs: tuple[CostView, ...]
    told_by: str


@dataclass(frozen=True, slots=True)
class Figures:
    """M19 and M20 of a period: unique deaths by day of death."""

    deaths: int
    procedural: int
    buried_home: int
    buried_abroad: int
    days_home: tuple[int, ...]
    entitled: int
    paid_in_time: int

    @property
    def median_days_home(self) -> float | None:
        """Return the median of the days from death to El Tari."""
        return median(self.days_home) if self.days_home else None


def cases(actor: Actor) -> QuerySet[DeathCase]:
    """Return the deaths the actor may see, those still under way first; the policy decides."""
    if actor.membership_id is None:
        return DeathCase.objects.none()
    return (
        DeathCase.objects.filter(merged_into=None)
        .select_related("person", "country")
        .order_by("closed_at", "-opened_at")
    )


def case_for(actor: Actor, public_id: str) -> DeathCase:
    """Return one case; one that became part of another answers with that other.

    Raises: NotFound, also for one that is not hers.
    """
    found = (
        DeathCase.objects.select_related("person", "country", "merged_into", "migration")
        .filter(public_id=public_id)
        .first()
    )
    if found is None or actor.membership_id is None:
        raise NotFound
    return found.merged_into or found


def page_of(case: DeathCase) -> CasePage:
    """Return the case with its parts, in a fixed number of queries."""
    reports = tuple(case.reports.select_related("country"))
    steps = tuple(case.steps.all())
    return CasePage(
        case=case,
        aliases=aliases(reports),
        reports=reports,
        steps=steps,
        open_steps=frozenset(step.step for step in steps if step.state == StepState.OPEN),
        doubts=tuple(open_doubts(case)),
        costs=tuple(_cost(item) for item in case.costs.prefetch_related("shares")),
        told_by=_member(case.told_by),
    )


def aliases(reports: Iterable[DeathReport]) -> tuple[str, ...]:
    """Return every name as it was given, each once, in the order of the messages."""
    return tuple(dict.fromkeys(report.name for report in reports if report.name))


def open_doubts(case: DeathCase) -> list[DeathDoubt]:
    """Return the doubts about this case that nobody has decided; both cases not yet one."""
    mine = DeathDoubt.objects.filter(case=case) | DeathDoubt.objects.filter(other=case)
    return list(
        mine.filter(
            decided_at=None, case__merged_into=None, other__merged_into=None
        ).select_related("case", "other")
    )


def doubt_for(case: DeathCase, public_id: str) -> DeathDoubt:
    """Return one open doubt of a case.

    Raises: NotFound.
    """
    found = next((one for one in open_doubts(case) if one.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


def other_of(doubt: DeathDoubt, case: DeathCase) -> DeathCase:
    """Return the other case of a doubt, as seen from one of the two."""
    return doubt.other if doubt.case_id == case.pk else doubt.case


def item_for(case: DeathCase, public_id: str) -> CostItem:
    """Return one cost of a case.

    Raises: NotFound.
    """
    found = CostItem.objects.filter(case=case, public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def share_for(case: DeathCase, key: int) -> CostShare:
    """Return one share of a cost of a case.

    Raises: NotFound.
    """
    found = CostShare.objects.filter(item__case=case, pk=key).select_related("item__case").first()
    if found is None:
        raise NotFound
    return found


def leg_for(case: DeathCase, public_id: str) -> Leg:
    """Return one leg of a case.

    Raises: NotFound.
    """
    found = Leg.objects.filter(case=case, public_id=public_id).select_related("case").first()
    if found is None:
        raise NotFound
    return found


def claim_for(case: DeathCase, public_id: str) -> HeirClaim:
    """Return one right of the heirs of a case.

    Raises: NotFound.
    """
    found = HeirClaim.objects.filter(case=case, public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def silent_about(person_ids: Iterable[int]) -> set[int]:
    """Return those of whom a death is known here and not yet told in person.

    No reminder, check-in or escalation goes to them or their families: a mother must not be asked
    by a machine why her son does not answer. Asked by every sender, acting as the service.
    """
    return set(
        DeathCase.objects.filter(
            person_id__in=list(person_ids), merged_into=None, told_at=None
        ).values_list("person_id", flat=True)
    )


def family_may_read(migration: Migration) -> bool:
    """Tell whether the family's page may say where she stands: not before somebody told them."""
    return not silent_about([migration.person_id])


def told_before_deceased(
    migration: Migration, *, target: Stage, at: datetime
) -> Iterable[Requirement]:
    """Require, before a death abroad stands on her file, that the family was told in person."""
    if migration.stage not in ABROAD | {Stage.RETURNING}:
        return
    told = DeathCase.objects.filter(
        migration=migration, merged_into=None, told_at__isnull=False
    ).exists()
    yield Requirement(
        code="abroad.family_told",
        is_met=told,
        why=_("The family hears of a death abroad from a person who stands before them first."),
        fix=_("Open the death, find out who it is, and let somebody trained go to the family."),
        who=_("Kabupaten officer, together with the parish or the village head"),
    )


def figures(*, since: date, until: date) -> Figures:
    """Return M19 and M20 for deaths in [since, until), each counted once, as far as visible."""
    found = list(
        DeathCase.objects.filter(
            merged_into=None, died_on__gte=since, died_on__lt=until
        ).select_related("migration")
    )
    arrived: dict[int, date] = dict(
        DeathStepState.objects.filter(
            case__in=found, step=DeathStep.D7, state=StepState.DONE, happened_on__isnull=False
        ).values_list("case_id", "happened_on")  # type: ignore[arg-type]
    )
    buried = set(
        DeathStepState.objects.filter(
            case__in=found, step=DeathStep.D11, state=StepState.DONE
        ).values_list("case_id", flat=True)
    )
    claims = list(HeirClaim.objects.filter(case__in=found).exclude(state=ClaimState.NOT_ENTITLED))
    entitled = {c.case_id for c in claims if c.state != ClaimState.TO_CHECK}
    died = {case.pk: case.died_on for case in found if case.died_on}
    in_time = {
        claim.case_id
        for claim in claims
        if claim.paid_on
        and (day := died[claim.case_id])
        and (claim.paid_on - day).days <= HEIRS_DAYS
    }
    return Figures(
        deaths=len(found),
        procedural=sum(
            bool(c.migration and c.migration.procedural_status == "PROSEDURAL") for c in found
        ),
        buried_home=sum(c.pk in buried and c.decision == FamilyDecision.HOME for c in found),
        buried_abroad=sum(c.pk in buried and c.decision == FamilyDecision.ABROAD for c in found),
        days_home=tuple((arrived[key] - day).days for key, day in died.items() if key in arrived),
        entitled=len(entitled),
        paid_in_time=len(entitled & in_time),
    )


def _cost(item: CostItem) -> CostView:
    shares = tuple(share for share in item.shares.all() if share.withdrawn_at is None)
    return CostView(
        item=item,
        shares=shares,
        left=costs.left(amount=item.amount, shares=(share.amount for share in shares)),
    )


def _member(key: int | None) -> str:
    member = Membership.objects.filter(pk=key or 0).select_related("user", "organisation").first()
    return f"{member.user}, {member.organisation}" if member else ""
