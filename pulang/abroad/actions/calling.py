"""A message whose channel is an officer's call becomes a task."""

from pulang.abroad.actions import clock
from pulang.abroad.models import CheckIn
from pulang.access.queries import service_actor
from pulang.coordination.actions import tasks
from pulang.notices.rules.letters import Letter


def make(letter: Letter) -> str | None:
    """Put the call that a message asks for on her kabupaten's desk; None when it is not about her."""
    found = (
        CheckIn.objects.filter(public_id=str(letter.facts.get("check_in", "")))
        .select_related("placement__migration__person")
        .first()
    )
    if found is None:
        return None
    call = clock.call_draft(found, at=letter.at)
    tasks.open_many(drafts=[call], by=service_actor(), at=letter.at)
    return call.key
