"""Work in the background: days are closed, repayment begins when the contract says so."""

from procrastinate.contrib.django import app

from pulang.base.clock import now
from pulang.lending.actions import clock


@app.periodic(cron="15 0,3,6 * * *")
@app.task(queue="lending", queueing_lock="lending.close_days", lock="lending.close_days")
def close_days(timestamp: int) -> int:
    """Close every day through yesterday in every pool; a run that was missed is made up in order."""
    return clock.close_days(at=now())


@app.periodic(cron="45 0 * * *")
@app.task(queue="lending", queueing_lock="lending.begin_due")
def begin_due(timestamp: int) -> int:
    """Let repayment begin where the last day of the contract has come."""
    return clock.begin_due(at=now())
