"""Work of the night: passengers of old lists are forgotten."""

from procrastinate.contrib.django import app

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.base.clock import now
from pulang.departure.actions import manifests


@app.periodic(cron="40 1 * * *")
@app.task(name="departure.forget_manifests", queue="clock", queueing_lock="departure.forget")
def forget_manifests(timestamp: int) -> int:
    """Forget the passengers of lists older than thirty days."""
    service = service_actor()
    with context.acting(service, reason="passenger lists are kept for thirty days"):
        return manifests.forget_old(by=service, at=now())
