"""Sources: the lists that agencies keep."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.models import Organisation
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.errors import Refused
from pulang.linkage.models import Source


class SourceExists(Refused):
    """A source of that short name is there already."""

    code = "linkage.source_exists"


def register(
    *,
    name: str,
    organisation: Organisation,
    by: Actor,
    at: datetime,
    trust: int = 50,
    default_area: str = "",
) -> Source:
    """Register a list of an organisation. Its short name is made of the name and stays.

    Raises: NotAllowed, SourceExists.
    """
    require(by, Permission.SOURCE_WRITE)
    slug = slugify(name)[:60] or "list"
    try:
        with transaction.atomic():
            source = Source.objects.create(
                slug=slug,
                name=name.strip()[:200],
                organisation=organisation,
                trust=trust,
                default_area=default_area,
            )
            audit.record(
                "linkage.source_registered",
                by=by,
                at=at,
                subject=Subject("source", source.public_id),
                facts={"slug": slug},
            )
    except IntegrityError as taken:
        raise SourceExists(
            _(
                "There is a source “%(name)s” already. Upload the file there, or choose another name."
            )
            % {"name": slug}
        ) from taken
    return source
