"""The clock of answers; loaded with the desk's hooks, so that each desk keeps its own."""

from procrastinate.contrib.django import app

from pulang.base.clock import now
from pulang.lending.actions import deadlines


@app.periodic(cron="20 6 * * *")
@app.task(name="lending.late_answers", queue="clock", queueing_lock="lending.late_answers")
def late_answers(timestamp: int) -> int:
    """Put answers that are late on the banks' lists, every morning."""
    return deadlines.escalate(at=now())
