"""Papers of a file, the desk's waiting ones, and the photo of one."""

from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from pulang.access.models import Membership
from pulang.base import crypto, vault
from pulang.base.errors import NotFound
from pulang.journey.models import Migration
from pulang.preparation.models import Flag, Paper, PaperFile
from pulang.preparation.terms import PaperState


def folder() -> Path:
    """Return where sealed papers lie: outside the web root, whatever serves it."""
    return Path(settings.HOME) / "files" / "papers"


def of_migration(migration: Migration) -> QuerySet[Paper]:
    """Return the papers of a file, the latest first."""
    return Paper.objects.filter(migration=migration)


def paper_for(public_id: str) -> Paper:
    """Return a paper that whoever acts may see.

    Raises: NotFound.
    """
    found = (
        Paper.objects.select_related("migration__person", "migration__destination")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def waiting() -> QuerySet[Paper]:
    """Return the papers that wait to be checked, the longest waiting first."""
    return (
        Paper.objects.filter(state=PaperState.SUBMITTED)
        .select_related("migration__person", "migration__destination")
        .order_by("submitted_at", "id")
    )


@dataclass(frozen=True, slots=True)
class Photo:
    """The opened photo or PDF of a paper."""

    stream: BufferedReader
    content_type: str
    byte_count: int


def file_of(paper: Paper) -> PaperFile | None:
    """Return photo and number of a paper, when whoever acts may see documents."""
    return PaperFile.objects.filter(paper=paper).first()


def photo_of(paper: Paper) -> Photo:
    """Open the photo of a paper.

    Raises: NotFound when there is none or it is not hers to see, CannotOpen.
    """
    found = file_of(paper)
    path = folder() / found.stored_as if found and found.stored_as else None
    if found is None or path is None or not path.exists():
        raise NotFound
    return Photo(vault.open_stream(path), found.content_type, found.byte_count)


def number_of(file: PaperFile | None) -> str:
    """Return the number of a paper in clear; the door records that it was read."""
    if file is None or not file.sealed_number:
        return ""
    return crypto.unseal(file.sealed_number, data_class="D3")


def handed_in_by(paper: Paper) -> str:
    """Return who handed a paper in, with the office."""
    if paper.submitted_by is None:
        return ""
    found = (
        Membership.objects.filter(pk=paper.submitted_by)
        .select_related("user", "organisation")
        .first()
    )
    return f"{found.user}, {found.organisation}" if found else ""


def flags_of(migration: Migration) -> QuerySet[Flag]:
    """Return the warning signs found in a file."""
    return Flag.objects.filter(migration=migration)
