"""What the family sees: as much as the worker agreed to, and nothing once the link has ended."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from pulang.access.context import acting
from pulang.access.queries import service_actor
from pulang.base.errors import NotFound
from pulang.journey.models import Event, FamilyLink, Migration
from pulang.journey.rules.secrets import hash_of
from pulang.journey.terms import SharedItem, Stage

LastContact = Callable[[Migration], datetime | None]
MayTell = Callable[[Migration], bool]

_last_contact: list[LastContact] = []
_may_tell: list[MayTell] = []


def register_last_contact(provider: LastContact) -> None:
    """Let the package that keeps check-ins say when she was last in contact."""
    if provider not in _last_contact:
        _last_contact.append(provider)


def register_guard(guard: MayTell) -> None:
    """Let a package keep the page silent: a death is told in person before any page shows it."""
    if guard not in _may_tell:
        _may_tell.append(guard)


@dataclass(frozen=True, slots=True)
class FamilyView:
    """What the family's page shows; None is not shared, or not known."""

    first_name: str
    stage: str | None
    since: datetime | None
    country: str | None
    last_contact_at: datetime | None
    returns_on: date | None
    office_place: str | None
    shares: tuple[str, ...]


def links_of(migration: Migration) -> list[FamilyLink]:
    """Return the links of a migration, as far as whoever acts may see them."""
    return list(FamilyLink.objects.filter(migration=migration))


def link_for(migration: Migration, public_id: str) -> FamilyLink:
    """Return a link of a migration.

    Raises: NotFound.
    """
    link = FamilyLink.objects.filter(migration=migration, public_id=public_id).first()
    if link is None:
        raise NotFound
    return link


def view(secret: str, *, at: datetime) -> FamilyView:
    """Return what a secret opens. Wrong, ended and revoked answer the same.

    Raises: NotFound.
    """
    with acting(service_actor(), reason="family link"):
        link = (
            FamilyLink.objects.filter(secret_hash=hash_of(secret), revoked_at=None, ends_at__gt=at)
            .select_related("migration__person", "migration__destination")
            .first()
        )
        if link is None:
            raise NotFound
        return _view(link)


def _view(link: FamilyLink) -> FamilyView:
    migration, shares = link.migration, set(link.shares)
    silent = not all(guard(migration) for guard in _may_tell)
    stage, since = (
        _last_told(migration) if silent else (Stage(migration.stage), migration.stage_since)
    )
    contacts = [provider(migration) for provider in _last_contact]
    name = migration.person.full_name.split()
    return FamilyView(
        first_name=name[0].title() if name else "",
        stage=str(stage.label) if stage and SharedItem.STAGE in shares else None,
        since=since if SharedItem.STAGE in shares else None,
        country=str(migration.destination)
        if migration.destination and SharedItem.COUNTRY in shares
        else None,
        last_contact_at=max((one for one in contacts if one), default=None)
        if SharedItem.LAST_CONTACT in shares
        else None,
        returns_on=migration.returns_on if SharedItem.RETURN in shares else None,
        office_place=migration.place_code[:4] if SharedItem.OFFICE in shares else None,
        shares=tuple(link.shares),
    )


def _last_told(migration: Migration) -> tuple[Stage | None, datetime | None]:
    """Return the stage before the one that nobody has told the family of yet."""
    before = (
        Event.objects.filter(migration=migration)
        .exclude(stage__in=["", migration.stage])
        .order_by("-id")
        .first()
    )
    return (Stage(before.stage), before.occurred_at) if before else (None, None)
