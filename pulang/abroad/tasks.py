"""Work in the background: the clock of check-ins, contracts that end, late complaints."""

from procrastinate.contrib.django import app

from pulang.abroad.actions import complaints, returns, running
from pulang.base.clock import now

# --- placements and check-ins ---


@app.periodic(cron="*/5 * * * *")
@app.task(queue="abroad", queueing_lock="abroad.check_ins")
def run_check_ins(timestamp: int) -> int:
    """Ask, remind, escalate; a run that was missed is made up by the next."""
    return sum(running.run(at=now()).values())


# --- complaints, returns ---


@app.periodic(cron="*/10 * * * *")
@app.task(queue="abroad")
def carry_up_late_complaints(timestamp: int) -> int:
    """Carry late complaints up; a run that was missed is made up by the next."""
    return complaints.carry_up(at=now())


@app.periodic(cron="40 4 * * *")
@app.task(queue="abroad")
def plan_returns(timestamp: int) -> int:
    """Put returns and contracts that end soon on the desks, every morning."""
    return returns.plan_returns(at=now())
