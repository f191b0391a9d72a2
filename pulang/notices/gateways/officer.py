"""A phone call by an officer: the message becomes a task, through a hook from above."""

from pulang.notices.gateways.carrying import CannotCarry, Carried, Gateway, Letter
from pulang.notices.queries import calls


class OfficerGateway(Gateway):
    """Asks whoever registered for calls to have one made."""

    name = "officer"

    def send(self, letter: Letter) -> Carried:
        """Hand the call over; `sent` means that it lies on a desk."""
        task = calls.ask(letter)
        if task is None:
            raise CannotCarry("nobody_calls", for_good=True)
        return Carried(provider_id=task)
