"""The keys under which messages, tasks and links of a check-in are found again. Pure."""

STEPS = (1, 2, 3, 4, 5)


def message(check_in: str, what: str) -> str:
    """Return the key of a message: the same question, reminder or reply leaves once."""
    return f"abroad.check_in:{check_in}:{what}"


def messages(check_in: str) -> list[str]:
    """Return the keys of all that may still wait to be sent for a check-in."""
    return [message(check_in, what) for what in ("ask", *(f"step{step}" for step in STEPS))]


def step_task(check_in: str, step: int) -> str:
    """Return the key of a step's task."""
    return f"abroad.step:{check_in}:{step}"


def call_task(check_in: str) -> str:
    """Return the key of the task to ask her on the phone."""
    return f"abroad.call:{check_in}"


def help_task(check_in: str, desk: str) -> str:
    """Return the key of the task to help her, on one of two desks."""
    return f"abroad.help:{check_in}:{desk}"


def all_tasks(check_in: str) -> list[str]:
    """Return the keys of the tasks that an answer makes idle."""
    return [call_task(check_in), *(step_task(check_in, step) for step in STEPS)]
