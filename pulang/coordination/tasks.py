"""The clocks of the desks: late referrals, two files of one person."""

from procrastinate.contrib.django import app

from pulang.base.clock import now
from pulang.coordination.actions import doubled, referrals


@app.periodic(cron="7 * * * *")
@app.task(name="coordination.escalate", queue="clock", queueing_lock="coordination.escalate")
def escalate(timestamp: int) -> int:
    """Tell the next desk of referrals that are late."""
    return referrals.escalate(at=now())


@app.periodic(cron="37 * * * *")
@app.task(name="coordination.two_files", queue="clock", queueing_lock="coordination.two_files")
def two_files(timestamp: int) -> int:
    """Ask the desks of persons with two files that go on which of them is the true one."""
    return doubled.watch(at=now())
