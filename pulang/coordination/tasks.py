"""The clock of referrals."""

from procrastinate.contrib.django import app

from pulang.base.clock import now
from pulang.coordination.actions import referrals


@app.periodic(cron="7 * * * *")
@app.task(name="coordination.escalate", queue="clock", queueing_lock="coordination.escalate")
def escalate(timestamp: int) -> int:
    """Tell the next desk of referrals that are late."""
    return referrals.escalate(at=now())
