"""The gates before a loan: the safe way, no cost of the employer's, a wage that bears it.

They are asked at submission, at the proposal and at the decision, because papers and wages change
meanwhile. Only the wage's gate can be let pass, by an approver with a reason.
"""

from django.utils.translation import gettext as _

from pulang.base.errors import Refused
from pulang.base.money import format_rupiah
from pulang.lending import sentences
from pulang.lending.queries.assessments import Assessment


class NotEligible(Refused):
    """The safe procedure is not complete."""

    code = "lending.not_eligible"


class EmployerPays(Refused):
    """A line would pay what the law puts on the employer."""

    code = "lending.employer_pays"


class OverCeiling(Refused):
    """A cost lies above its ceiling."""

    code = "lending.over_ceiling"


class AmountOutside(Refused):
    """The loan is smaller or larger than the product allows, or for too long."""

    code = "lending.amount_outside"


class WageUnknown(Refused):
    """It cannot be reckoned what she can pay."""

    code = "lending.wage_unknown"


class Unaffordable(Refused):
    """The wage does not bear it."""

    code = "lending.unaffordable"


def require_open(found: Assessment, *, may_ask_anyway: bool = False) -> None:
    """Let an application pass all gates, or say which is shut and what would be possible.

    `may_ask_anyway`: she wants a human being to look although the wage does not bear it.

    Raises: NotEligible, EmployerPays, OverCeiling, AmountOutside, WageUnknown, Unaffordable.
    """
    require_costs(found)
    if found.unmet:
        raise NotEligible(sentences.not_eligible(found), codes=[one.code for one in found.unmet])
    if found.affordability is None:
        raise WageUnknown(found.wage_problem)
    if not (found.is_affordable or found.is_let_pass or may_ask_anyway):
        raise Unaffordable(
            " ".join(sentences.unaffordable(found)),
            most_principal=found.affordability.most_principal,
            needed_wage=found.affordability.needed_wage,
            share=found.affordability.share,
        )


def require_costs(found: Assessment) -> None:
    """Let only costs pass that she bears by law, within their ceilings and the product's amounts.

    Raises: EmployerPays, OverCeiling, AmountOutside.
    """
    # A cost of the employer's is never financed, whoever asks: that is how debt bondage begins.
    if found.forbidden:
        raise EmployerPays(
            sentences.forbidden(found.forbidden),
            lines=[str(one.component) for one in found.forbidden],
        )
    if found.over:
        raise OverCeiling(sentences.over(found.over))
    if found.above_whole_cap:
        raise OverCeiling(sentences.above_whole_cap(found), above=found.above_whole_cap)
    require_amount(found)


def require_amount(found: Assessment) -> None:
    """Raise AmountOutside unless amount and months lie within the product's terms."""
    terms, principal = found.application.terms, found.principal
    if not found.lines:
        raise AmountOutside(_("Write what the money is for, and how much."))
    if not terms.amount_least <= principal <= terms.amount_most:
        raise AmountOutside(
            _("Together this is %(sum)s. This loan is from %(least)s to %(most)s.")
            % {
                "sum": format_rupiah(principal),
                "least": format_rupiah(terms.amount_least),
                "most": format_rupiah(terms.amount_most),
            },
            principal=principal,
        )
    if not terms.grace_months < found.months <= terms.months_most:
        raise AmountOutside(
            _("This loan is paid back within %(most)d months.") % {"most": terms.months_most},
            months=found.months,
        )
