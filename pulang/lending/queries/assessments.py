"""What the rules say about an application on a day: each cost, the wage, the instalment, the way.

Nothing is scored. Each answer has its sentence, and the page of the desk, her own page and the
refusal say the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from pulang.base.clock import WITA
from pulang.base.errors import Refused
from pulang.journey.models import Migration
from pulang.law.terms import Component
from pulang.lending.models import Application, ProductTerms
from pulang.lending.queries import costs, eligibility, products, wages
from pulang.lending.queries.costs import Ruled
from pulang.lending.queries.wages import InRupiah
from pulang.lending.rules.affordability import (
    Affordability,
    CostLine,
    Finding,
    Plan,
    affordability,
    cost_lines,
)
from pulang.lending.rules.dates import month_later
from pulang.lending.rules.eligibility import Check, raised, unmet
from pulang.lending.rules.schedule import Schedule
from pulang.lending.rules.steps import STEP_OF
from pulang.lending.terms import DayCount, DecisionStep, Grace, InterestMethod

AFFORDABILITY = "affordability"
"""The one gate that an approver may let pass, with a reason."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One cost as the form shows it: whether a loan may pay it, up to what, and who says so."""

    component: Component
    is_forbidden: bool
    most: int | None
    is_undecided: bool
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """One cost of an application with what the rules say about it."""

    component: Component
    asked: int
    granted: int | None
    verdict: CostLine
    is_undecided: bool
    most: int | None
    source: str

    @property
    def amount(self) -> int:
        """Return what is to be paid for it: granted, else asked."""
        return self.asked if self.granted is None else self.granted


@dataclass(frozen=True)
class Assessment:
    """All answers about one application."""

    application: Application
    lines: tuple[Line, ...]
    months: int
    employer_pays: tuple[Component, ...]
    whole_cap: Ruled | None
    checks: tuple[Check, ...]
    wage: InRupiah | None
    wage_problem: str
    other_debts: int
    affordability: Affordability | None
    schedule: Schedule | None
    is_let_pass: bool
    day: date

    @property
    def principal(self) -> int:
        """Return the sum of what is to be paid."""
        return sum(line.amount for line in self.lines)

    @property
    def forbidden(self) -> tuple[Line, ...]:
        """Return the costs that the employer must bear."""
        return tuple(one for one in self.lines if one.verdict.finding == Finding.FORBIDDEN)

    @property
    def over(self) -> tuple[Line, ...]:
        """Return the costs above their ceiling."""
        return tuple(one for one in self.lines if one.verdict.finding == Finding.OVER)

    @property
    def above_whole_cap(self) -> int:
        """Return by how much the costs of placement together pass what the rules allow in all."""
        if self.whole_cap is None or self.whole_cap.cap is None:
            return 0
        placed = sum(one.amount for one in self.lines if one.is_undecided or one.most is not None)
        return max(0, placed - self.whole_cap.cap)

    @cached_property
    def unmet(self) -> tuple[Check, ...]:
        """Return what stands in the way."""
        return unmet(self.checks)

    @cached_property
    def signs(self) -> tuple[Check, ...]:
        """Return the signs that a person has to look at."""
        return raised(self.checks)

    @property
    def share(self) -> float:
        """Return the share of the wage that all instalments take, for a bar."""
        return self.affordability.share / 10_000 if self.affordability else 0.0

    @property
    def is_affordable(self) -> bool:
        """Tell whether the wage bears it."""
        return self.affordability is not None and self.affordability.is_affordable


def plan_of(terms: ProductTerms, *, day: date) -> Plan:
    """Return the plan of a product's terms, the first instalment a month from the day."""
    return Plan(
        annual_rate=terms.annual_rate,
        method=InterestMethod(terms.method),
        first_due=month_later(day, 1),
        grace=Grace(terms.grace),
        grace_months=terms.grace_months,
        day_count=DayCount(terms.day_count),
    )


def offered(migration: Migration, terms: ProductTerms, *, on: date) -> list[Offered]:
    """Return every cost that a loan could pay, with ceiling and law, as the form shows them."""
    law = costs.law_of(migration)
    most = _ceilings(migration, terms, law, on=on)
    return [
        Offered(
            component,
            is_forbidden=_ruled(law, component).is_forbidden,
            most=most.get(component),
            is_undecided=_ruled(law, component).is_undecided,
            source=_ruled(law, component).source,
        )
        for component in STEP_OF
    ]


def assess(
    application: Application,
    *,
    at: datetime,
    granted: Mapping[str, int] | None = None,
    months: int | None = None,
) -> Assessment:
    """Return all answers, for what is asked, what was granted, or what a proposal would grant."""
    day = at.astimezone(WITA).date()
    terms, migration = application.terms, application.migration
    law = costs.law_of(migration)
    ceilings = _ceilings(migration, terms, law, on=day)
    lines = _lines(application, law, ceilings, granted)
    months = months or application.months
    wage, problem = _wage(application, at=at)
    others = sum(debt.monthly for debt in application.debts.all())
    principal = sum(line.amount for line in lines)
    plan = plan_of(terms, day=day)
    return Assessment(
        application=application,
        lines=lines,
        months=months,
        employer_pays=tuple(one for one in Component if _ruled(law, one).is_forbidden),
        whole_cap=law.get(""),
        checks=eligibility.checks_of(application, at=at),
        wage=wage,
        wage_problem=problem,
        other_debts=others,
        affordability=_affordability(terms, plan, wage, others, principal, months, day),
        schedule=_schedule(plan, principal, months),
        is_let_pass=_let_pass(application),
        day=day,
    )


def _ruled(law: Mapping[str, Ruled], component: str) -> Ruled:
    return law.get(component) or Ruled(component)


def _ceilings(
    migration: Migration, terms: ProductTerms, law: Mapping[str, Ruled], *, on: date
) -> dict[str, int]:
    """Return the lower of the bank's ceiling and the law's cap, where there is one of them."""
    found = dict(products.ceilings_of(terms, destination=migration.destination_id, on=on))
    for component, ruled in law.items():
        if component and ruled.cap is not None:
            found[component] = min(ruled.cap, found.get(component, ruled.cap))
    return found


def _lines(
    application: Application,
    law: Mapping[str, Ruled],
    ceilings: Mapping[str, int],
    granted: Mapping[str, int] | None,
) -> tuple[Line, ...]:
    rows = list(application.lines.all())
    words = [granted.get(row.component, 0) if granted else row.granted for row in rows]
    amounts = [row.asked if word is None else word for row, word in zip(rows, words, strict=True)]
    forbidden = {code for code, ruled in law.items() if ruled.is_forbidden}
    kept = [
        (row, word, amount)
        for row, word, amount in zip(rows, words, amounts, strict=True)
        if amount
    ]
    verdicts = cost_lines(
        lines=[(row.component, amount) for row, _word, amount in kept],
        ceilings=ceilings,
        on_employer=forbidden,
    )
    return tuple(
        Line(
            Component(row.component),
            row.asked,
            word,
            verdict,
            is_undecided=_ruled(law, row.component).is_undecided,
            most=ceilings.get(row.component),
            source=_ruled(law, row.component).source,
        )
        for (row, word, _amount), verdict in zip(kept, verdicts, strict=True)
    )


def _wage(application: Application, *, at: datetime) -> tuple[InRupiah | None, str]:
    day = at.astimezone(WITA).date()
    said = costs.wage_of(application.migration, at=at)
    try:
        return wages.in_rupiah(said, terms=application.terms, on=day), ""
    except Refused as refusal:
        return None, refusal.sentence


def _affordability(
    terms: ProductTerms,
    plan: Plan,
    wage: InRupiah | None,
    others: int,
    principal: int,
    months: int,
    day: date,
) -> Affordability | None:
    if wage is None or wage.rupiah <= 0 or principal <= 0:
        return None
    try:
        return affordability(
            net_wage=wage.rupiah,
            other_debts=others,
            principal=principal,
            months=months,
            plan=plan,
            cap=terms.wage_share_most,
            warn=terms.wage_share_warn,
            tenors=_tenors(terms, months, day),
        )
    except Refused:
        return None  # an amount or a tenor that is no loan: the gate of amounts says so


def _tenors(terms: ProductTerms, months: int, day: date) -> Sequence[int]:
    own = (terms.months_most,) if months < terms.months_most else ()
    return (*own, *products.tenors_elsewhere(terms, on=day))


def _schedule(plan: Plan, principal: int, months: int) -> Schedule | None:
    try:
        return plan.draw(principal=principal, months=months)
    except Refused:
        return None


def _let_pass(application: Application) -> bool:
    last = application.decisions.filter(step=DecisionStep.OVERRIDE).order_by("-id").first()
    return last is not None and last.facts.get("gate") == AFFORDABILITY
