"""What a person must do today: packages register a provider of cards in `apps.ready`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from pulang.access.terms import Actor


@dataclass(frozen=True, slots=True)
class Card:
    """One matter on the home page. Without a count it is an invitation, not a task."""

    title: str
    sentence: str
    url: str
    action: str
    count: int | None = None
    tone: str = "info"
    """ok, info, warn or bad."""
    icon: str = "list-check"
    order: int = 50


Provider = Callable[[Actor, datetime], Iterable[Card]]

_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Let a package put cards on the home page; it yields none for roles it does not concern."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def cards_for(actor: Actor, *, at: datetime) -> list[Card]:
    """Return the actor's cards, what waits for her first."""
    cards = [card for provider in _providers for card in provider(actor, at)]
    return sorted(cards, key=lambda card: (not card.count, card.order, card.title))
