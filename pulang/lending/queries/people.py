"""Who took which step at the bank's desk: the names that stand behind a decision."""

from collections.abc import Iterable

from pulang.access.models import Membership


def names_of(memberships: Iterable[int | None]) -> dict[int, str]:
    """Return the name of whoever acted, by membership; nobody twice."""
    wanted = {one for one in memberships if one}
    found = Membership.objects.select_related("user").in_bulk(wanted)
    return {key: str(one.user) for key, one in found.items()}
