"""Reading the consent ledger: what may be shared, and which stops are due."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from pulang.base.errors import NotFound
from pulang.people.models import Consent, Person


def consents_of(person: Person) -> list[Consent]:
    """Return all that the person agreed to, withdrawn ones too, newest first."""
    return list(Consent.objects.filter(person=person))


def consent_for(person: Person, public_id: str) -> Consent:
    """Return one consent of the person.

    Raises: NotFound.
    """
    consent = Consent.objects.filter(person=person, public_id=public_id).first()
    if consent is None:
        raise NotFound
    return consent


def sharable(person_ids: Iterable[int], purpose: str) -> set[int]:
    """Return those of the persons whose data may be shared for the purpose: a standing entry each.

    A withdrawal takes effect at once, whatever time partners still have to confirm (R8.3).
    """
    return set(
        Consent.objects.filter(
            person_id__in=list(person_ids), purpose=purpose, withdrawn_at=None
        ).values_list("person_id", flat=True)
    )


def stops_due(*, at: datetime) -> QuerySet[Consent]:
    """Return withdrawals which partners have not confirmed, the most urgent first; `at` marks late ones."""
    return (
        Consent.objects.filter(withdrawn_at__isnull=False, withdrawn_at__lte=at, stopped_at=None)
        .select_related("person")
        .order_by("stop_due_at")
    )
