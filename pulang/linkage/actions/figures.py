"""Counts the registry for its overview page: figures and plots, no person in them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import override

from pulang.access.actions import audit
from pulang.access.terms import Actor, Permission
from pulang.base.errors import NotAllowed
from pulang.linkage.models import Figures
from pulang.linkage.plots import overlap
from pulang.linkage.queries import counting

_LANGUAGES = ("id", "en")


def count(*, by: Actor, at: datetime) -> Figures:
    """Count anew and keep the figures; the latest ones are shown.

    Raises: NotAllowed.
    """
    if not (by.may(Permission.LINK_RUN) or by.may(Permission.IMPORT_RUN)):
        raise NotAllowed
    content: dict[str, Any] = counting.everything()
    content["plots"] = {}
    for language in _LANGUAGES:
        with override(language):
            content["plots"][language] = overlap.svg(content["overlap"], content["sources"])
    with transaction.atomic():
        made = Figures.objects.create(content=content, counted_at=at, counted_by=by.membership_id)
        Figures.objects.filter(pk__lt=made.pk).delete()
        audit.record("registry.counted", by=by, at=at)
    return made
