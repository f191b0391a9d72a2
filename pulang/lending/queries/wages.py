"""A foreign wage in rupiah: the dated exchange rate of the law's values, less the haircut."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from pulang.base.errors import Refused
from pulang.law.queries import version
from pulang.lending.models import ProductTerms
from pulang.lending.queries.costs import Wage
from pulang.lending.rules.affordability import proven_wage

HOME = "IDR"


class NoWage(Refused):
    """No verified contract names a wage."""

    code = "lending.no_wage"


class NoRate(Refused):
    """Nobody has entered the exchange rate of that day."""

    code = "lending.no_rate"


@dataclass(frozen=True, slots=True)
class InRupiah:
    """What a wage is worth, and by which rate."""

    wage: Wage
    rupiah: int
    rate: Decimal
    rate_from: date | None = None
    source: str = ""


def in_rupiah(wage: Wage | None, *, terms: ProductTerms, on: date) -> InRupiah:
    """Return a proven wage in rupiah after the haircut; a wage in rupiah has none.

    Raises: NoWage, NoRate.
    """
    if wage is None or not wage.is_proven:
        raise NoWage(
            _(
                "No checked contract names her wage. Have the placement agreement confirmed by Disnaker, or the employment contract checked; then it can be reckoned what she can pay."
            )
        )
    if wage.currency == HOME:
        return InRupiah(wage, wage.amount, Decimal(1))
    rate = version(rate_code(wage.currency), on=on)
    if rate is None or rate.shown_number is None:
        raise NoRate(
            _(
                "No exchange rate of %(currency)s is known for %(day)s. The province enters it under “Law and values”; until then no loan can be reckoned."
            )
            % {"currency": wage.currency, "day": f"{on:%d-%m-%Y}"},
            currency=wage.currency,
        )
    value = Decimal(str(rate.value))
    worth = proven_wage(amount=Decimal(wage.amount), rate=value, haircut=terms.fx_haircut)
    return InRupiah(wage, worth, value, rate.valid_from, rate.source)


def rate_code(currency: str) -> str:
    """Return the code of the law's value that holds a currency's rate: `fx-myr`."""
    return f"fx-{currency.lower()}"
