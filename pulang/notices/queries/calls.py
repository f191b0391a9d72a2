"""Who makes an officer's call: a package above registers, for desks lie above this floor."""

from collections.abc import Callable

from pulang.notices.rules.letters import Letter

Caller = Callable[[Letter], str | None]
"""caller(letter) puts the call on a desk and returns the task's id; None when it is not hers."""

_callers: list[Caller] = []


def register(caller: Caller) -> Caller:
    """Let a package make calls; registering twice is once."""
    if caller not in _callers:
        _callers.append(caller)
    return caller


def ask(letter: Letter) -> str | None:
    """Return the id of the task that the first fitting caller opened."""
    return next((task for caller in _callers if (task := caller(letter))), None)
