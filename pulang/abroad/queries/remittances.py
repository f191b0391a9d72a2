"""A worker's own remittances, with a small plot for herself."""

from dataclasses import dataclass
from datetime import date

from pulang.abroad.models import Remittance
from pulang.base.errors import NotFound
from pulang.people.models import Person

PLOT_MONTHS = 12
_HEIGHT, _WIDTH, _GAP = 90, 26, 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of the plot, in its coordinates."""

    month: date
    amount: int
    x: int
    y: int
    height: int
    width: int


@dataclass(frozen=True, slots=True)
class Plot:
    """Months of one currency: two currencies are never added."""

    currency: str
    bars: tuple[Bar, ...]
    total: int
    width: int


def of_person(person: Person) -> list[Remittance]:
    """Return her entries that hold, the latest month first; the policy shows them to her alone."""
    return list(Remittance.objects.filter(person=person, withdrawn_at=None))


def remittance_for(person: Person, public_id: str) -> Remittance:
    """Return one entry of hers.

    Raises: NotFound.
    """
    found = Remittance.objects.filter(person=person, public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def plots(remittances: list[Remittance]) -> list[Plot]:
    """Return one plot for each currency, of the last twelve months in which something was sent."""
    sums: dict[str, dict[date, int]] = {}
    for one in remittances:
        months = sums.setdefault(one.currency, {})
        months[one.month] = months.get(one.month, 0) + one.amount
    return [_plot(currency, sums[currency]) for currency in sorted(sums)]


def _plot(currency: str, months: dict[date, int]) -> Plot:
    shown = sorted(months)[-PLOT_MONTHS:]
    most = max(months[month] for month in shown)
    bars = []
    for place, month in enumerate(shown):
        height = max(2, round(months[month] * _HEIGHT / most))
        bars.append(
            Bar(month, months[month], place * (_WIDTH + _GAP), _HEIGHT - height, height, _WIDTH)
        )
    return Plot(
        currency,
        tuple(bars),
        sum(months[month] for month in shown),
        PLOT_MONTHS * (_WIDTH + _GAP),
    )
