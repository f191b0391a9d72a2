"""The one interface of every gateway, and the one way in which ours speak HTTP."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from pulang.notices.rules.letters import Letter
from pulang.notices.terms import MessageState

__all__ = ["CannotCarry", "Carried", "Gateway", "Letter", "post"]

SECONDS = 15
MOST_BYTES = 64 << 10


@dataclass(frozen=True, slots=True)
class Carried:
    """What the gateway answered: its own id, and whether the message is sent or has arrived."""

    provider_id: str = ""
    state: MessageState = MessageState.SENT


class CannotCarry(Exception):
    """The gateway did not take the message; `reason` is a code without an address in it."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.for_good = reason, for_good


class Gateway:
    """Who carries one channel."""

    name = ""

    def __init__(self, channel: str) -> None:
        self.channel = channel

    @property
    def settings(self) -> Mapping[str, str]:
        """Return what the settings say about this channel."""
        found: Mapping[str, str] = settings.PULANG_GATEWAYS.get(self.channel, {})
        return found

    def send(self, letter: Letter) -> Carried:
        """Hand a message over.

        Raises: CannotCarry.
        """
        raise NotImplementedError


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A provider that sends us elsewhere does not get the message there."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler())


def post(url: str, body: bytes, headers: Mapping[str, str]) -> str:
    """Post to a provider and return what it answered.

    Raises: CannotCarry; 4xx but 408 and 429 for good.
    """
    if not url.startswith(("https://", "http://")):
        raise CannotCarry("no_address", for_good=True)
    request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310 - checked above
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            return str(answer.read(MOST_BYTES).decode("utf-8", "replace"))
    except urllib.error.HTTPError as refusal:
        refusal.close()
        for_good = 400 <= refusal.code < 500 and refusal.code not in (408, 429)
        raise CannotCarry(f"http_{refusal.code}", for_good=for_good) from None
    except (OSError, ValueError) as broken:
        # The message of the exception may quote the address: its kind is enough.
        raise CannotCarry(type(broken).__name__.lower()) from None
