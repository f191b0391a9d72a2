"""The borrower's sheet: what she gets, what she pays, what happens if it goes wrong (handbook R5.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from pulang.base.money import format_rupiah
from pulang.lending.models import ProductTerms
from pulang.lending.queries.assessments import plan_of
from pulang.lending.rules.schedule import Instalment, Schedule


@dataclass(frozen=True, slots=True)
class Question:
    """Something she may ask, and the answer."""

    asked: str
    answer: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The figures of a loan as she reads them before she signs."""

    product: str
    received: int
    paid_in_all: int
    cost: int
    monthly: int
    months: int
    effective_rate: Decimal
    rows: tuple[Instalment, ...]
    questions: tuple[Question, ...]
    hours_to_think: int

    def aloud(self) -> Iterable[str]:
        """Yield the sheet as sentences that can be read to her."""
        facts = {
            "received": format_rupiah(self.received),
            "all": format_rupiah(self.paid_in_all),
            "cost": format_rupiah(self.cost),
            "monthly": format_rupiah(self.monthly),
            "months": self.months,
            "rate": f"{self.effective_rate * 100:.2f}".replace(".", ","),
        }
        yield _("You receive %(received)s.") % facts
        yield _("You pay back %(all)s in all; that is %(cost)s more than you receive.") % facts
        yield _("For %(months)d months you pay at most %(monthly)s a month.") % facts
        yield _("The loan costs %(rate)s%% a year, everything counted.") % facts


def sheet_of(terms: ProductTerms, schedule: Schedule | None, months: int) -> Sheet | None:
    """Return the sheet of a schedule; None when there is none to show."""
    if schedule is None:
        return None
    return Sheet(
        product=terms.product.name,
        received=schedule.principal - terms.admin_fee,
        paid_in_all=schedule.total,
        cost=schedule.interest + terms.admin_fee,
        monthly=schedule.monthly,
        months=months,
        effective_rate=schedule.effective_rate,
        rows=schedule.instalments,
        questions=questions(terms),
        hours_to_think=terms.cooling_off_hours,
    )


def sheet_for(terms: ProductTerms, *, principal: int, months: int, day: date) -> Sheet | None:
    """Return the sheet of an amount over so many months, as if repayment began on a day."""
    plan = plan_of(terms, day=day)
    return sheet_of(terms, plan.draw(principal=principal, months=months), months)


def questions(terms: ProductTerms) -> tuple[Question, ...]:
    """Return what she wants to know before she signs."""
    facts = {"hours": terms.cooling_off_hours, "days": terms.start_latest_days}
    return (
        Question(
            _("When do I begin to pay?"),
            _("After your first wage, and %(days)d days after signing at the latest.") % facts,
        ),
        Question(
            _("What if I fall ill or have an accident?"),
            _(
                "Tell the bank or press “I need help” in Pulang. The instalments can be moved or made smaller. Nobody may threaten you."
            ),
        ),
        Question(
            _("What if I am abused, cheated or not paid?"),
            _(
                "Your safety comes first: say so in Pulang or call the hotline. Collection stops at once, and the bank is not told why."
            ),
        ),
        Question(
            _("What if I cannot depart?"),
            _(
                "What was not paid out goes back to the pool and you do not owe it. For what was paid out the bank agrees with you on a way; if it was not your fault, the provider is asked to give it back."
            ),
        ),
        Question(
            _("What if I die?"),
            _("Your family does not pay. The insurance is asked."),
        ),
        Question(
            _("Can I still change my mind?"),
            _(
                "Yes. No money goes out in the first %(hours)d hours after you sign; until then you can step back and owe nothing."
            )
            % facts,
        ),
        Question(
            _("Can somebody else collect this money from me?"),
            _(
                "No. Pay only to the bank, to your own virtual account number. Whoever asks for your passport or card as a pledge breaks the law."
            ),
        ),
    )
