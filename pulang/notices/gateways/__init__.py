"""Who carries a channel: chosen by the settings, all behind one interface."""

from django.conf import settings

from pulang.notices.gateways.carrying import CannotCarry, Carried, Gateway, Letter
from pulang.notices.gateways.external import ExternalGateway
from pulang.notices.gateways.mail import MailGateway
from pulang.notices.gateways.officer import OfficerGateway
from pulang.notices.gateways.signed import SignedGateway
from pulang.notices.gateways.simulator import SimulatorGateway, WebGateway
from pulang.notices.terms import Channel

__all__ = ["CannotCarry", "Carried", "Gateway", "Letter", "gateway_of", "secret_of"]

_OWN: dict[str, type[Gateway]] = {
    Channel.WEB: WebGateway,
    Channel.EMAIL: MailGateway,
    Channel.PHONE: OfficerGateway,
}
_CHOSEN: dict[str, type[Gateway]] = {
    "simulator": SimulatorGateway,
    "external": ExternalGateway,
    "signed": SignedGateway,
}
NAMES = frozenset(_CHOSEN)
"""What `PULANG_SMS_GATEWAY` and `PULANG_WHATSAPP_GATEWAY` may say."""


def gateway_of(channel: str) -> Gateway:
    """Return who carries a channel.

    Raises: CannotCarry for good, when the settings name nobody.
    """
    kind = _OWN.get(channel)
    if kind is None:
        chosen = settings.PULANG_GATEWAYS.get(channel, {}).get("gateway", "")
        kind = _CHOSEN.get(chosen)
    if kind is None:
        raise CannotCarry("no_gateway", for_good=True)
    return kind(channel)


def secret_of(channel: str) -> str:
    """Return the secret that a channel's provider shares with us; '' when there is none."""
    return str(settings.PULANG_GATEWAYS.get(channel, {}).get("secret", ""))
