"""About whom no machine may ask: a death whose family has not been told, a threatened worker."""

from collections.abc import Callable, Collection

Provider = Callable[[Collection[int]], Collection[int]]
"""provider(person_ids) returns those about whom nobody may be asked; acts as the service."""

_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Let a part of the house ask for silence; registering twice is once."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def about(person_ids: Collection[int]) -> set[int]:
    """Return the persons about whom no reminder and no question may leave."""
    silent: set[int] = set()
    for provider in _providers:
        silent.update(provider(person_ids))
    return silent
