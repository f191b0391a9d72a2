"""Runs as background jobs, acting as whoever asked for them."""

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from pulang.access.context import acting
from pulang.access.queries import actor_of_membership
from pulang.base.clock import now
from pulang.base.errors import Refused
from pulang.base.log import logger
from pulang.linkage.actions import figures, runs
from pulang.linkage.queries import runs as queries

log = logger(__name__)


@app.task(name="linkage.link", queue="linkage", queueing_lock="linkage.link")
def link(*, run: str, membership: int) -> None:
    """Do a run; what the rule refuses stands on its page and is no fault of the job."""
    by = actor_of_membership(membership)
    with acting(by, reason="linkage run"):
        found = queries.run_for(by, run)
        try:
            runs.perform(run=found, by=by, at=now())
        except Refused as refused:
            log.info("linkage.run_refused", run=run, code=refused.code)


@app.task(name="linkage.count_figures", queue="linkage", queueing_lock="linkage.count_figures")
def count_figures(*, membership: int) -> None:
    """Count the registry's figures anew for the overview."""
    by = actor_of_membership(membership)
    with acting(by, reason="figures"):
        figures.count(by=by, at=now())


def enqueue(*, run: str, membership: int) -> None:
    """Let a worker do the run; one that waits already is not asked twice."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        link.configure(lock="linkage").defer(run=run, membership=membership)


def recount(*, membership: int) -> None:
    """Let a worker count the figures."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        count_figures.defer(membership=membership)
