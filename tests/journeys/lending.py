"""What the scenarios of lending share: Maria with a checked contract, a bank, a pool, her phone."""

from typing import Any

from pulang.access import context
from pulang.access.terms import Role
from pulang.departure.tests import factories as departure
from pulang.journey.models import Migration
from pulang.journey.tests.factories import AT
from pulang.lending.tests import factories as lending
from pulang.lending.tests.factories import Bank
from pulang.people.tests.factories import make_actor
from pulang.preparation.models import Paper


def make_candidate_with_contract(**order: Any) -> Migration:
    """Register Maria for household work in Malaysia: agreement known to Disnaker, contract checked."""
    belu = make_actor(Role.KABUPATEN_OFFICER, area="5304")
    province = make_actor(Role.PROVINCIAL_OFFICER)
    with context.acting(province):
        permit = departure.make_permit(province, departure.make_agency(province))
        signed_under = departure.make_order(province, permit, **order)
    with context.acting(belu):
        maria = departure.make_candidate(belu)
        departure.make_agreement(belu, maria, signed_under)
        Paper.objects.create(
            migration=maria,
            document="PK",
            state="accepted",
            submitted_at=AT,
            submitted_by=province.membership_id,
            checked_at=AT,
            checked_by=belu.membership_id,
        )
    return maria


def make_bank() -> Bank:
    """Found the bank with its pool of Rp50 billion and the loan at 6 % over 12 months."""
    return lending.make_bank()
