"""Carriers that never leave the house: the demo's phone, and a page of one's own."""

from pulang.notices.gateways.carrying import Carried, Gateway, Letter
from pulang.notices.terms import MessageState


class SimulatorGateway(Gateway):
    """Puts the message on the phone of the simulator's page, where it can be answered."""

    name = "simulator"

    def send(self, letter: Letter) -> Carried:
        """Arrive at once."""
        return Carried(provider_id=letter.public_id, state=MessageState.DELIVERED)


class WebGateway(Gateway):
    """Her own page shows what it is about whenever she opens it: there is nothing to carry."""

    name = "web"

    def send(self, letter: Letter) -> Carried:
        """Lie ready; nobody knows whether she saw it before she answers."""
        return Carried(provider_id=letter.public_id)
