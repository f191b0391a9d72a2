"""What a gate says when it says no: why, by how much, what would be possible, who pays instead."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pulang.base.money import format_rupiah
from pulang.law.terms import Component
from pulang.lending.queries.assessments import Assessment, Line
from pulang.lending.refusals import percent
from pulang.lending.rules.affordability import Affordability, Offer
from pulang.lending.rules.eligibility import (
    OVERCHARGED,
    RECRUITER_DEBT,
    SAME_ACCOUNT,
    SAME_PHONE,
    SANCTIONED,
)


def unaffordable(found: Assessment) -> tuple[str, ...]:
    """Return the explanation of a loan that the wage does not bear, sentence by sentence."""
    answer = found.affordability
    if answer is None:
        return (found.wage_problem,) if found.wage_problem else ()
    said = [_too_much(found, answer), _possible(found, answer)]
    if found.employer_pays:
        said.append(employer_pays(found.employer_pays))
    said.append(_other_ways(answer.longer))
    return tuple(said)


def _too_much(found: Assessment, answer: Affordability) -> str:
    wage = found.wage.rupiah if found.wage else 0
    facts = {
        "instalment": format_rupiah(answer.instalment),
        "others": format_rupiah(found.other_debts),
        "share": percent(answer.share),
        "wage": format_rupiah(wage),
        "most": percent(found.application.terms.wage_share_most),
        "months": found.months,
        "principal": format_rupiah(found.principal),
    }
    if found.other_debts:
        return (
            _(
                "A loan of %(principal)s over %(months)d months costs %(instalment)s a month; with the other debts of %(others)s this is %(share)s of the net wage of %(wage)s. At most %(most)s is allowed."
            )
            % facts
        )
    return (
        _(
            "A loan of %(principal)s over %(months)d months costs %(instalment)s a month: %(share)s of the net wage of %(wage)s. At most %(most)s is allowed."
        )
        % facts
    )


def _possible(found: Assessment, answer: Affordability) -> str:
    facts = {
        "most": format_rupiah(answer.most_principal),
        "months": found.months,
        "needed": format_rupiah(answer.needed_wage),
        "principal": format_rupiah(found.principal),
    }
    if not answer.most_principal:
        return (
            _(
                "With this wage and these debts no loan can be paid back without want. For %(principal)s a net wage of %(needed)s a month would be needed."
            )
            % facts
        )
    return (
        _(
            "Over %(months)d months you can borrow up to %(most)s. For %(principal)s a net wage of %(needed)s a month would be needed."
        )
        % facts
    )


def employer_pays(components: Iterable[Component]) -> str:
    """Return which costs nobody may ask of her, so that no loan is needed for them."""
    return _(
        "By law the employer or the company pays for these; you need no loan for them and may not be charged: %(what)s."
    ) % {"what": ", ".join(str(one.label) for one in components)}


def _other_ways(longer: Iterable[Offer]) -> str:
    offers = [one for one in longer if one.principal]
    if not offers:
        return _(
            "Other ways: ask for less, or let the employer pay first what the employer must pay."
        )
    told = "; ".join(
        ngettext(
            "%(amount)s over %(months)d month", "%(amount)s over %(months)d months", one.months
        )
        % {"amount": format_rupiah(one.principal), "months": one.months}
        for one in offers
    )
    return _(
        "Other ways: ask for less, let the employer pay first what the employer must pay, or take a loan with a longer tenor such as KUR PMI (%(offers)s)."
    ) % {"offers": told}


def forbidden(lines: Iterable[Line]) -> str:
    """Return the refusal of a cost that the employer must bear."""
    told = "; ".join(f"{one.component.label} ({format_rupiah(one.amount)})" for one in lines)
    return _(
        "A loan cannot pay for what the employer must pay: %(lines)s. If somebody asks you to pay it, tell Disnaker: it is to be given back."
    ) % {"lines": told}


def over(lines: Iterable[Line]) -> str:
    """Return the refusal of costs above their ceiling, each by how much."""
    told = "; ".join(
        _("%(what)s: at most %(most)s, asked %(asked)s")
        % {
            "what": one.component.label,
            "most": format_rupiah(one.most or 0),
            "asked": format_rupiah(one.amount),
        }
        for one in lines
    )
    return _("More than the ceiling is asked for. %(lines)s.") % {"lines": told}


def above_whole_cap(found: Assessment) -> str:
    """Return the refusal of costs that together pass what the rules allow."""
    cap = found.whole_cap.cap if found.whole_cap else 0
    return _("Together these costs may be at most %(cap)s; this is %(above)s more.") % {
        "cap": format_rupiah(cap or 0),
        "above": format_rupiah(found.above_whole_cap),
    }


def not_eligible(found: Assessment) -> str:
    """Return what is missing and how it is mended."""
    return " ".join(f"{one.why} {one.fix}" for one in found.unmet)


_SIGNS = {
    RECRUITER_DEBT: gettext_lazy("She owes the recruiter or a go-between."),
    OVERCHARGED: gettext_lazy("She was charged more than the law allows."),
    SANCTIONED: gettext_lazy("The placement company is under a sanction."),
    SAME_PHONE: gettext_lazy("Another borrower has the same phone number."),
    SAME_ACCOUNT: gettext_lazy("Money for another borrower goes to the same account."),
}


def sign_in_words(code: str) -> str:
    """Return a sign in words; one that nobody knows shows its code."""
    return str(_SIGNS.get(code, code))
