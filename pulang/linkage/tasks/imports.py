"""Imports as background jobs, acting as whoever asked for them."""

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from pulang.access.context import acting
from pulang.access.queries import actor_of_membership
from pulang.base.clock import now
from pulang.base.errors import Refused
from pulang.base.log import logger
from pulang.linkage.actions import imports
from pulang.linkage.queries import intake
from pulang.linkage.tasks import runs

log = logger(__name__)
_SILENT_SECONDS = 60


@app.task(name="linkage.import_file", queue="imports")
def import_file(*, batch: str, membership: int) -> None:
    """Bring in a file. What the rule refuses stands on the file's page; it is no fault of the job."""
    by = actor_of_membership(membership)
    with acting(by, reason="import"):
        found = intake.batch_for(by, batch)
        try:
            imports.perform(batch=found, by=by, at=now())
        except Refused as refused:
            log.info("linkage.import_refused", batch=batch, code=refused.code)
            return
    runs.recount(membership=membership)


def enqueue(*, batch: str, membership: int) -> None:
    """Let a worker bring a file in; one that waits already is not asked twice."""
    with suppress(AlreadyEnqueued):
        import_file.configure(queueing_lock=f"linkage.import:{batch}").defer(
            batch=batch, membership=membership
        )


@app.periodic(cron="* * * * *")
@app.task(name="linkage.resume_imports", queueing_lock="linkage.resume_imports", pass_context=True)
async def resume_imports(context, timestamp: int) -> None:  # type: ignore[no-untyped-def]
    """Start again the jobs whose worker died: an import goes on behind its last chunk."""
    del timestamp
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_SILENT_SECONDS):
        log.info("linkage.job_resumed", job=job.id, task=job.task_name)
        await manager.retry_job(job)
