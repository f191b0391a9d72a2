"""The clock of papers."""

from procrastinate.contrib.django import app

from pulang.base.clock import now
from pulang.preparation.actions import reminders


@app.periodic(cron="10 21 * * *")  # 05.10 in NTT
@app.task(name="preparation.remind", queue="clock", queueing_lock="preparation.remind")
def remind(timestamp: int) -> int:
    """Mark papers that ended, remind of those that end soon."""
    done = reminders.run(at=now())
    return done.expired + done.reminded
