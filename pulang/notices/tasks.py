"""Work in the background: the outbox every minute, and what was not understood at first."""

import time

from procrastinate.contrib.django import app

from pulang.base.clock import now
from pulang.notices.actions import inbound, outbox

_SECONDS = 50


@app.periodic(cron="* * * * *")
@app.task(queue="notices", queueing_lock="notices.outbox")
def send_messages(timestamp: int) -> int:
    """Hand over what is due until nothing is, or the next minute comes."""
    until, sent = time.monotonic() + _SECONDS, 0
    while time.monotonic() < until:
        taken = outbox.send_due(at=now())
        sent += taken
        if not taken:
            break
    inbound.understand_new(at=now())
    return sent
