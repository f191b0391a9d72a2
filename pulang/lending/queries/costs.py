"""What the law says about the costs of a migration, and which wage is proven.

The papers stand above this package: `departure` passes both down when the application starts.
Whoever asks, the service reads; codes and amounts come back, no story.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.journey.models import Migration


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules of the file's day say about one cost; '' as component means all together."""

    component: str
    is_forbidden: bool = False
    cap: int | None = None
    is_undecided: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Wage:
    """A month's wage as a contract says it; proven when an office has checked that contract."""

    amount: int
    currency: str
    is_proven: bool


Costs = Callable[[Migration], Iterable[Ruled]]
Wages = Callable[..., Wage | None]
"""wage(migration, at=…); None where no contract names one."""

_costs: list[Costs] = []
_wages: list[Wages] = []


def ask_costs(provider: Costs) -> Costs:
    """Let the law's word about costs be asked of a package above; twice is once."""
    if provider not in _costs:
        _costs.append(provider)
    return provider


def ask_wage(provider: Wages) -> Wages:
    """Let the wage be asked of a package above; the first that knows one answers."""
    if provider not in _wages:
        _wages.append(provider)
    return provider


def law_of(migration: Migration) -> Mapping[str, Ruled]:
    """Return component → what the rules of the file say; a cost that is missing is not ruled."""
    with context.acting(service_actor(), reason="costs of a loan"):
        return {one.component: one for provider in _costs for one in provider(migration)}


def wage_of(migration: Migration, *, at: datetime) -> Wage | None:
    """Return the wage of the contract: proven before not proven, and of two that differ the lower one."""
    with context.acting(service_actor(), reason="wage for a loan"):
        found = [wage for provider in _wages if (wage := provider(migration, at=at))]
    best = [wage for wage in found if wage.is_proven] or found
    comparable = [wage for wage in best if wage.currency == best[0].currency]
    return min(comparable, key=lambda wage: wage.amount, default=None)
