"""Taking in passenger lists, and forgetting their passengers."""

import hashlib
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pulang.access.actions import audit, require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.errors import Refused
from pulang.departure.models import Manifest, ManifestLine
from pulang.departure.rules import manifests as rules
from pulang.departure.rules.manifests import Fault
from pulang.people.queries.search import document_hash
from pulang.places.models import ExitPoint

KEPT_DAYS = 30
"""After it a list is no use at the gate; who was stopped stands in her own file."""

_WHY: dict[Fault, str | Promise] = {
    Fault.EMPTY: gettext_lazy("There is no passenger in this file."),
    Fault.TOO_LARGE: gettext_lazy("This file is too large for a passenger list (at most 5 MB)."),
    Fault.TOO_MANY: gettext_lazy("A passenger list has at most 3,000 rows."),
    Fault.UNREADABLE: gettext_lazy("This file cannot be read. Save it as XLSX or CSV."),
    Fault.NO_NAMES: gettext_lazy(
        "No column of names was found. Call it “Nama”, the number “Paspor” or “NIK”."
    ),
}


class NotAList(Refused):
    """The file is not a passenger list that can be read."""

    code = "departure.not_a_list"


def _subject(manifest: Manifest) -> Subject:
    return Subject("manifest", manifest.public_id)


@transaction.atomic
def take_in(
    *,
    exit_point: ExitPoint,
    carrier: str,
    voyage: str,
    departs_on: date,
    data: bytes,
    by: Actor,
    at: datetime,
) -> Manifest:
    """Take in a passenger list; the same file for the same voyage and day is the same list.

    Raises: NotAllowed, NotAList.
    """
    require(by, Permission.MANIFEST_WRITE)
    try:
        rows, skipped = rules.read(data)
    except rules.Unreadable as unreadable:
        raise NotAList(str(_WHY[unreadable.fault]), fault=unreadable.fault) from None
    manifest, made = Manifest.objects.get_or_create(
        organisation_id=by.organisation_id,
        exit_point=exit_point,
        departs_on=departs_on,
        voyage=" ".join(voyage.upper().split()),
        digest=hashlib.sha256(data).hexdigest(),
        defaults={
            "carrier": carrier,
            "line_count": len(rows),
            "skipped_count": skipped,
            "uploaded_at": at,
            "uploaded_by": by.membership_id,
        },
    )
    if made:
        ManifestLine.objects.bulk_create(
            [_line(manifest, position, row) for position, row in enumerate(rows, 1)]
        )
        audit.record(
            "manifest.taken_in",
            by=by,
            at=at,
            subject=_subject(manifest),
            facts={"exit_point": exit_point.pk, "passengers": len(rows)},
        )
    return manifest


def _line(manifest: Manifest, position: int, row: rules.Row) -> ManifestLine:
    return ManifestLine(
        manifest=manifest,
        position=position,
        full_name=row.name,
        nik=row.nik,
        # The number itself is not kept: its hash finds her, its end is compared with the paper.
        number_hash=document_hash(row.number) if row.number else "",
        number_end=(row.nik or row.number)[-3:],
        seat=row.seat,
    )


@transaction.atomic
def forget(*, manifest: Manifest, by: Actor, at: datetime) -> Manifest:
    """Forget the passengers of a list that was taken in by mistake; that there was one stays.

    Raises: NotAllowed, Refused when they are forgotten already.
    """
    require(by, Permission.MANIFEST_WRITE)
    if not _forget(manifest, by=by, at=at):
        raise Refused(_("The passengers of this list are forgotten already."))
    return manifest


@transaction.atomic
def forget_old(*, by: Actor, at: datetime) -> int:
    """Forget the passengers of lists older than thirty days: nightly, as the service."""
    old = Manifest.objects.filter(
        forgotten_at=None, departs_on__lt=at.date() - timedelta(days=KEPT_DAYS)
    )
    return sum(_forget(one, by=by, at=at) for one in old)


def _forget(manifest: Manifest, *, by: Actor, at: datetime) -> bool:
    found = Manifest.objects.select_for_update(of=("self",), no_key=True).get(pk=manifest.pk)
    if found.forgotten_at:
        return False
    ManifestLine.objects.filter(manifest=found).delete()
    found.forgotten_at, found.forgotten_by = at, by.membership_id
    found.save(update_fields=["forgotten_at", "forgotten_by"])
    manifest.forgotten_at, manifest.forgotten_by = at, by.membership_id
    audit.record("manifest.forgotten", by=by, at=at, subject=_subject(found))
    return True
