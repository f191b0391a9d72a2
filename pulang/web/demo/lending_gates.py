"""What opens the gates of the demo's open applications: checked contract, agreement, consent."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from pulang.access.context import acting
from pulang.access.queries import actor_by_email
from pulang.access.terms import Actor
from pulang.coordination.actions import tasks
from pulang.departure.models import JobOrder, PlacementAgreement
from pulang.departure.terms import AGREEMENT_SCHEMES
from pulang.journey.models import Migration
from pulang.lending.queries import costs
from pulang.people.actions import consents
from pulang.people.actions.consents import Given
from pulang.people.terms import ConsentChannel, ConsentPurpose
from pulang.preparation.actions import papers
from pulang.preparation.models import Paper
from pulang.preparation.queries.lending import CONTRACT
from pulang.preparation.terms import LIVE, PaperState
from pulang.web.demo.lending_books import noon
from pulang.web.demo.lending_stories import AT_THE_DESK, Story, not_eligible, without
from pulang.web.demo.roster import DOMAIN


def lawful(stories: Iterable[Story]) -> list[Story]:
    """Return the stories as the gates let them happen.

    No cost of the employer's; and the demo's companies recruit for Malaysia alone, so whoever wants to
    go elsewhere through a company has no agreement that could be checked.
    """
    known: dict[tuple[object, ...], frozenset[str]] = {}
    found = []
    for story in stories:
        one = story.migration
        kind = (one.destination_id, one.occupation, one.scheme, one.ruleset_on.year)
        if kind not in known:
            law = costs.law_of(one).items()
            known[kind] = frozenset(name for name, ruled in law if ruled.is_forbidden)
        stripped = without(story, known[kind])
        elsewhere = one.scheme in AGREEMENT_SCHEMES and one.destination_id != "MY"
        if story.fate in AT_THE_DESK and elsewhere:
            stripped = not_eligible(stripped)
        if stripped.parts:
            found.append(stripped)
    return found


def let_pass(stories: Sequence[Story], *, at: datetime) -> None:
    """Write down what the gates asked for before each open application was handed in."""
    kabupaten, kades = (actor_by_email(f"{name}@{DOMAIN}") for name in ("kabupaten", "kades"))
    orders = iter(
        [
            order
            for order in JobOrder.objects.order_by("pk")
            for _place in range(order.places - order.used)
        ]
    )
    waiting = [story for story in stories if story.fate in AT_THE_DESK]
    with acting(kades, reason="demo"):
        for story in waiting:
            given = Given(
                ConsentPurpose.SHARE_BANK, channel=ConsentChannel.ORAL, witness="Sekretaris Desa"
            )
            handed = noon(story.asked_on)
            consents.give(person=story.migration.person, given=given, by=kades, at=handed)
    with acting(kabupaten, reason="demo"):
        for story in waiting:
            _check_contract(story, helper=kades, by=kabupaten, at=at)
            if story.migration.scheme in AGREEMENT_SCHEMES:
                _agree(story.migration, next(orders, None), on=story.asked_on, by=kabupaten)


def _check_contract(story: Story, *, helper: Actor, by: Actor, at: datetime) -> None:
    wage, currency, _rupiah = story.wage
    checked = noon(story.asked_on - timedelta(days=2))
    read = {"wage": str(wage), "currency": currency, "months": 24}
    handed = Paper.objects.filter(migration=story.migration, document=CONTRACT, state__in=LIVE)
    paper = handed.first() or Paper(
        migration=story.migration,
        document=CONTRACT,
        submitted_at=checked - timedelta(days=1),
        submitted_by=helper.membership_id,
    )
    tasks.done(key=papers.key_of(paper), by=by, at=at)
    paper.state, paper.details = PaperState.ACCEPTED, read
    paper.checked_at, paper.checked_by = checked, by.membership_id
    paper.save()


def _agree(migration: Migration, order: JobOrder | None, *, on: date, by: Actor) -> None:
    standing = PlacementAgreement.objects.filter(migration=migration, cancelled_at=None)
    if order is None or standing.exists():
        return
    PlacementAgreement.objects.create(
        migration=migration,
        order=order,
        signed_on=on - timedelta(days=4),
        known_to_dinas_on=on - timedelta(days=3),
        recorded_at=noon(on - timedelta(days=3)),
        recorded_by=by.membership_id,
    )
