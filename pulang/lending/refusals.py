"""What the pure rules of lending refuse, said so that an officer can act on it.

The sentences stand here and not in `rules`, which know nothing of languages.
"""

from datetime import date

from django.utils.translation import gettext as _

from pulang.base.errors import Refused
from pulang.base.money import format_rupiah


def percent(basis_points: int) -> str:
    """Write a rate as Indonesians do: 600 becomes `6,00 %`."""
    sign = "-" if basis_points < 0 else ""
    whole, rest = divmod(abs(basis_points), 100)
    return f"{sign}{whole},{rest:02d} %"


class TermsRefused(Refused):
    """No schedule can be drawn up with these terms."""

    code = "lending.terms"


class PrincipalRefused(TermsRefused):
    """The amount is too small to be divided into instalments, or beyond any loan to one person."""

    code = "lending.principal"

    def __init__(self, *, principal: int, least: int, most: int) -> None:
        sentence = _(
            "A loan of %(principal)s cannot be reckoned: write an amount from %(least)s to %(most)s, in whole rupiah."
        )
        super().__init__(
            sentence
            % {
                "principal": format_rupiah(principal),
                "least": format_rupiah(least),
                "most": format_rupiah(most),
            },
            principal=principal,
            least=least,
            most=most,
        )


class RateRefused(TermsRefused):
    """The yearly rate is negative or usury; or percent were written for basis points."""

    code = "lending.rate"

    def __init__(self, *, rate: int, most: int) -> None:
        sentence = _(
            "A rate of %(rate)s a year is refused: it must lie between 0%% and %(most)s. 6%% is written as 600 basis points."
        )
        super().__init__(
            sentence % {"rate": percent(rate), "most": percent(most)}, rate=rate, most=most
        )


class MonthsRefused(TermsRefused):
    """The tenor is zero, negative or too long."""

    code = "lending.months"

    def __init__(self, *, months: int, most: int) -> None:
        sentence = _("A loan runs for 1 to %(most)d months, not for %(months)d.")
        super().__init__(sentence % {"months": months, "most": most}, months=months, most=most)


class GraceRefused(TermsRefused):
    """The grace period leaves no month to pay in, or kind and months contradict."""

    code = "lending.grace"

    def __init__(self, *, grace_months: int, months: int) -> None:
        sentence = _(
            "A grace period of %(grace)d months does not fit into a loan of %(months)d months: it needs a kind, at least one month, and must leave at least one month to pay in."
        )
        super().__init__(
            sentence % {"grace": grace_months, "months": months},
            grace_months=grace_months,
            months=months,
        )


class FirstDueRefused(TermsRefused):
    """The first due day does not follow the start, or follows too late."""

    code = "lending.first_due"

    def __init__(self, *, starts_on: date, first_due: date, most: int) -> None:
        sentence = _(
            "The first instalment is due on %(first_due)s; it must fall 1 to %(most)d days after the loan starts on %(starts_on)s. For a later one give a grace period."
        )
        super().__init__(
            sentence
            % {
                "first_due": first_due.isoformat(),
                "starts_on": starts_on.isoformat(),
                "most": most,
            },
            starts_on=starts_on,
            first_due=first_due,
        )


class DueDayRefused(TermsRefused):
    """The day of the month and the first due day contradict."""

    code = "lending.due_day"

    def __init__(self, *, first_due: date, due_day: int) -> None:
        sentence = _(
            "Instalments cannot be due on day %(day)d of each month when the first is due on %(first_due)s."
        )
        super().__init__(
            sentence % {"day": due_day, "first_due": first_due.isoformat()},
            first_due=first_due,
            due_day=due_day,
        )


class RoundingRefused(TermsRefused):
    """The rounding of the instalments is not one we know, or too coarse for so small a loan."""

    code = "lending.rounding"

    def __init__(self, *, rounding: int) -> None:
        sentence = _(
            "Instalments cannot be rounded to %(rounding)s here: choose 1, 100, 500 or 1000 rupiah, less for a small loan."
        )
        super().__init__(sentence % {"rounding": format_rupiah(rounding)}, rounding=rounding)


class FeeRefused(TermsRefused):
    """A fee is negative or eats the loan."""

    code = "lending.fee"

    def __init__(self, *, fee: int, principal: int) -> None:
        sentence = _("A fee of %(fee)s does not fit a loan of %(principal)s.")
        super().__init__(
            sentence % {"fee": format_rupiah(fee), "principal": format_rupiah(principal)},
            fee=fee,
            principal=principal,
        )


class AmountRefused(Refused):
    """An amount of money that must be at least one rupiah is not."""

    code = "lending.amount"

    def __init__(self, *, amount: int) -> None:
        sentence = _("The amount %(amount)s is refused: it must be at least one rupiah.")
        super().__init__(sentence % {"amount": format_rupiah(amount)}, amount=amount)


class WageRefused(Refused):
    """Without a proven wage nothing can be said about what she can afford."""

    code = "lending.wage"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The net wage is not known. Enter the wage of the verified contract and the rate of the day."
            )
        )


class OverpaidRefused(Refused):
    """More is to be given up or added than is owed."""

    code = "lending.more_than_owed"

    def __init__(self, *, amount: int, owed: int) -> None:
        sentence = _("%(amount)s is more than is owed: %(owed)s.")
        super().__init__(
            sentence % {"amount": format_rupiah(amount), "owed": format_rupiah(owed)},
            amount=amount,
            owed=owed,
        )


class AmountUnreadable(Refused):
    """A written amount can be read in two ways or in none; it is never guessed."""

    code = "lending.amount_unreadable"

    def __init__(self, *, text: str) -> None:
        sentence = _(
            "“%(text)s” cannot be read as an amount in whole rupiah. Write 1500000, 1.500.000 or 1.500.000,00."
        )
        super().__init__(sentence % {"text": text[:40]}, text=text[:40])


class FractionRefused(AmountUnreadable):
    """An amount has parts of a rupiah: sen do not exist any more, so it is probably a mix-up."""

    code = "lending.amount_fraction"

    def __init__(self, *, text: str) -> None:
        sentence = _(
            "“%(text)s” has parts of a rupiah. Check whether point and comma were mixed up (1.500.000 or 1,500,000.00)."
        )
        Refused.__init__(self, sentence % {"text": text[:40]}, text=text[:40])


class StylesMixed(Refused):
    """One file writes thousands with points in one place and with commas in another."""

    code = "lending.amount_styles"

    def __init__(self, *, points: str, commas: str) -> None:
        sentence = _(
            "The file writes amounts in two ways: “%(points)s” and “%(commas)s”. Whether a point parts thousands cannot be told; export it again in one way."
        )
        super().__init__(
            sentence % {"points": points[:40], "commas": commas[:40]},
            points=points[:40],
            commas=commas[:40],
        )


class SimulationRefused(Refused):
    """The pool cannot even lend once, or shares are not between nothing and all."""

    code = "lending.simulation"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This cannot be simulated: the pool must hold at least one loan, shares must lie between nothing and all (10000 basis points), and 1 to 30 years are possible."
            )
        )
