"""What lending asks of preparation: is the employment contract checked, and which wage stands in it."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from pulang.journey.models import Migration
from pulang.lending.queries.costs import Wage
from pulang.lending.rules.eligibility import Check
from pulang.preparation.models import Paper
from pulang.preparation.terms import PaperState

CONTRACT = "PK"


def _contract(migration: Migration) -> Paper | None:
    found = Paper.objects.filter(migration=migration, document=CONTRACT)
    return found.filter(state=PaperState.ACCEPTED).order_by("-id").first()


def checks(migration: Migration, *, at: datetime) -> Iterator[Check]:
    """Yield whether an officer has checked her employment contract."""
    is_met = _contract(migration) is not None
    yield Check(
        "contract",
        is_met,
        _("The employment contract was checked.")
        if is_met
        else _("The employment contract has not been checked."),
        _("Hand it in under “My papers”; Disnaker checks it."),
    )


def wage(migration: Migration, *, at: datetime) -> Wage | None:
    """Return the wage that an officer read in her employment contract."""
    paper = _contract(migration)
    if paper is None:
        return None
    try:
        amount = int(Decimal(str(paper.details.get("wage", ""))))
    except (InvalidOperation, ValueError):
        return None
    currency = str(paper.details.get("currency", ""))
    return Wage(amount, currency, is_proven=True) if amount > 0 and currency else None
