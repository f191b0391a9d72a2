"""What the page of a migration shows of her papers."""

from typing import Any

from django.utils.translation import gettext as _

from pulang.access.terms import Actor, Permission
from pulang.base.clock import now, today
from pulang.journey.models import Migration
from pulang.journey.terms import Stage
from pulang.preparation.queries import families, papers, readiness, rulesets, sessions
from pulang.preparation.queries.readiness import Page
from pulang.preparation.rules.texts import shorten

BEFORE = frozenset({Stage.INTERESTED, Stage.REGISTERED, Stage.PREPARING, Stage.CLEARED})


def context(migration: Migration, actor: Actor) -> dict[str, Any] | None:
    """Return papers, family permission and seats; nothing once she left without papers here."""
    is_preparing = migration.stage in BEFORE
    if not is_preparing and not papers.of_migration(migration).exists():
        return None
    page = readiness.of(migration, on=today())
    return {
        "page": page,
        "migration": migration,
        "is_preparing": is_preparing,
        "message": message(page),
        "changes": rulesets.changed_since(migration, on=today()) if is_preparing else (),
        "flags": papers.flags_of(migration),
        "consent": families.latest(migration),
        "seats": sessions.of_migration(migration),
        "sessions": sessions.to_come(at=now())[:20] if is_preparing else (),
        "may_hand_in": is_preparing and actor.may(Permission.PAPER_WRITE),
        "may_check": actor.may(Permission.PAPER_CHECK),
        "may_family": actor.may(Permission.CONSENT_WRITE),
        "may_seat": is_preparing and actor.may(Permission.SESSION_WRITE),
    }


def message(page: Page) -> str:
    """Return the next action as one message for any phone: no name, at most 160 letters."""
    counted = {"done": page.readiness.done_count, "all": page.readiness.asked_count}
    if page.next is None:
        if page.readiness.is_ready:
            return shorten(_("PULANG: all %(all)d papers are there. Wait for Disnaker.") % counted)
        return shorten(
            _("PULANG: %(done)d of %(all)d papers are there. An officer checks the others.")
            % counted
        )
    kind = page.next.kind
    said = _("PULANG: %(done)d/%(all)d papers. Next: %(paper)s at %(office)s. Bring %(bring)s.") % {
        **counted,
        "paper": kind,
        "office": kind.office,
        "bring": kind.bring or "KTP",
    }
    if kind.price == 0:
        said += " " + _("It costs nothing.")
    elif kind.price is not None:
        said += " " + (_("Cost Rp%(n)s.") % {"n": f"{kind.price:,}".replace(",", ".")})
    return shorten(said)
