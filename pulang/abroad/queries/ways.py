"""Her own safe way, for packages that stand beside the stages: due reminders of a loan."""

from collections.abc import Collection

from pulang.abroad.models import SafeContact
from pulang.abroad.terms import ContactRank
from pulang.base import crypto
from pulang.base.privacy import DataClass
from pulang.lending.queries.reaching import Way
from pulang.notices.terms import Channel


def ways(person_ids: Collection[int]) -> dict[int, Way]:
    """Return the safe way of each person abroad who has one of her own that a machine may use."""
    found = (
        SafeContact.objects.filter(
            placement__migration__person_id__in=person_ids,
            placement__ended_at=None,
            rank=ContactRank.HERSELF,
            ended_at=None,
        )
        .exclude(channel=Channel.PHONE)
        .exclude(sealed_address="")
        .select_related("placement__migration")
        .order_by("id")
    )
    return {
        one.placement.migration.person_id: Way(
            channel=one.channel,
            address=crypto.unseal(one.sealed_address, data_class=DataClass.D2),
            language=one.language,
            safe=one.safe,
        )
        for one in found
    }
