"""Runs of the engine: ask for one, do it, say how it went. One at a time."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

import polars as pl
from django.db import connection, transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.errors import Refused
from pulang.base.log import logger
from pulang.linkage import engine as own_engine
from pulang.linkage.actions import applying, desk, figures
from pulang.linkage.models import LearnedModel, LinkRun
from pulang.linkage.queries import explaining, matching
from pulang.linkage.rules.placing import place, with_registry
from pulang.linkage.terms import RunScope, RunState

log = logger(__name__)

Progress = Callable[[str, float], None]
_LOCK = 20_261_124
_TELL_SECONDS = 0.4
_IN_WORDS = 20_000
"""Pairs explained in words, the likeliest first; the others in bits, until they come near."""
_ENGINE_SHARE = 0.6
"""Of a run's time, roughly; the rest is writing."""


class RunUnderWay(Refused):
    """Another run is at work: two at once could place one record twice."""

    code = "linkage.run_under_way"


OWN: Any = own_engine
"""The engine of the house; tests bring one that answers what it was told."""


class Engine(Protocol):
    """What a run asks of `linkage.engine`."""

    def unify(self, records: pl.DataFrame, **how: Any) -> Any:
        """Return the persons in the records."""

    def link_new(self, new: pl.DataFrame, registry: pl.DataFrame, **how: Any) -> Any:
        """Return the persons in new records beside a registry."""


def request(*, by: Actor, at: datetime, scope: str = RunScope.NEW) -> LinkRun:
    """Ask for a run; one that waits already is answered again, so a second press is harmless.

    Raises: NotAllowed, RunUnderWay.
    """
    require(by, Permission.LINK_RUN)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK + 1])
        waiting = LinkRun.objects.filter(state=RunState.QUEUED).first()
        if waiting:
            return waiting
        if _is_held():
            raise _under_way()
        made = LinkRun.objects.create(scope=scope, requested_at=at, requested_by=by.membership_id)
        audit.record("linkage.run_requested", by=by, at=at, subject=Subject("run", made.public_id))
        return made


def perform(
    *,
    run: LinkRun,
    by: Actor,
    at: datetime,
    engine: Engine | None = None,
    backend: str = "duckdb",
    progress: Progress | None = None,
) -> LinkRun:
    """Do a run; nothing is written before its end, and then all at once.

    A killed run leaves nothing and is simply done again; done twice, the second finds no record
    without a person.

    Raises: NotAllowed, RunUnderWay.
    """
    require(by, Permission.LINK_RUN)
    with _alone():
        run.refresh_from_db()
        if run.state == RunState.DONE:
            return run
        LinkRun.objects.filter(state=RunState.RUNNING).exclude(pk=run.pk).update(
            state=RunState.FAILED, failure=_("Interrupted before its end; nothing was written.")
        )
        run.state, run.failure = RunState.RUNNING, ""
        run.save(update_fields=["state", "failure"])
        tell = _teller(run, progress)
        try:
            run.report = _perform(run, by, at, engine or OWN, backend, tell)
        except Exception as fault:
            _fail(run, at, fault)
            raise
        tell("done", 1.0)
        run.state, run.step, run.fraction, run.finished_at = RunState.DONE, "done", 1.0, at
        run.save()
    figures.count(by=by, at=at)
    return run


def _fail(run: LinkRun, at: datetime, fault: Exception) -> None:
    """Say on the run's page that it failed; the fault itself rises and is logged once."""
    if connection.needs_rollback:
        return
    sentence = fault.sentence if isinstance(fault, Refused) else _("The run stopped by a fault.")
    LinkRun.objects.filter(pk=run.pk).update(
        state=RunState.FAILED,
        failure=" ".join([sentence, _("Nothing was written.")]),
        finished_at=at,
    )


def _perform(
    run: LinkRun, by: Actor, at: datetime, engine: Engine, backend: str, tell: Progress
) -> dict[str, Any]:
    started = time.perf_counter()
    tell("read", 0.0)
    with transaction.atomic():
        desk.enrol(by=by, at=at)
    fresh_count, settled_count = matching.counts()
    report: dict[str, Any] = {"new_records": fresh_count, "registry_records": settled_count}
    if fresh_count == 0 and (run.scope == RunScope.NEW or settled_count == 0):
        return {**report, "created": 0, "joined": 0, "proposed": 0, "seconds": 0.0}
    tell("read", 0.02)
    model = explaining.latest_model()
    if run.scope == RunScope.NEW and settled_count and model is not None:
        fresh, registry = matching.fresh(), matching.settled()
        records = pl.concat([fresh, registry])
        outcome = engine.link_new(
            fresh,
            registry.with_columns(pl.col("person").alias("person_id")),
            model=model,
            progress=_within(tell, 0.05, _ENGINE_SHARE),
        )
    else:
        records = matching.everything()
        outcome = engine.unify(
            records, backend=backend, progress=_within(tell, 0.05, _ENGINE_SHARE)
        )
        run.model = _keep_model(outcome, at)
    tell("place", _ENGINE_SHARE)
    placing = place(
        records=records.select("record_id", "person"),
        clusters=with_registry(outcome.clusters, records),
        pairs=outcome.pairs,
        known=matching.known_pairs(),
        protected=matching.protected(),
    )
    with transaction.atomic():
        applied = applying.apply(
            placing,
            records=records,
            run=run,
            evidence=_evidence(engine, records, outcome.model),
            by=by,
            at=at,
            progress=_within(tell, _ENGINE_SHARE, 0.99),
        )
        facts = {
            "created": applied.created,
            "joined": applied.joined,
            "proposed": applied.proposed,
            "records": applied.records,
        }
        audit.record(
            "linkage.run_applied", by=by, at=at, subject=Subject("run", run.public_id), facts=facts
        )
    seconds = round(time.perf_counter() - started, 2)
    log.info("linkage.run", run=run.public_id, seconds=seconds, **facts)
    return {**report, **facts, "seconds": seconds, "engine": dict(outcome.report)}


def _evidence(engine: Engine, records: pl.DataFrame, model: Any) -> applying.Evidence:
    """Return how doubtful pairs get their evidence: in words where the engine can, else in bits."""
    if engine is OWN:
        return lambda proposals: [
            *applying.explained(proposals.head(_IN_WORDS), records, model),
            *applying.evidence_of(proposals.slice(_IN_WORDS)),
        ]
    return applying.evidence_of


def _keep_model(outcome: Any, at: datetime) -> LearnedModel | None:
    if outcome.model is None:
        return None
    count = LearnedModel.objects.count() + 1
    return LearnedModel.objects.create(
        version=f"{at:%Y-%m-%d}.{count}",
        content=json.loads(outcome.model.to_json()),
        report=dict(outcome.report),
        learned_at=at,
    )


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock of runs, or refuse: it goes with the connection, so a killed run frees it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise _under_way()
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [_LOCK])


def _is_held() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            # A server may hold several registries; pg_locks shows the locks of all of them.
            "select count(*) from pg_locks where locktype = 'advisory' and objid = %s and granted"
            " and database = (select oid from pg_database where datname = current_database())",
            [_LOCK],
        )
        return bool(cursor.fetchone()[0])


def _under_way() -> RunUnderWay:
    running = LinkRun.objects.filter(state=RunState.RUNNING).first()
    done = round(running.fraction * 100) if running else 0
    return RunUnderWay(
        _("A run is at work (%(percent)s %% done). Wait for its end; your request changes nothing.")
        % {"percent": done},
        percent=done,
    )


def _teller(run: LinkRun, progress: Progress | None) -> Progress:
    """Return a callback that writes progress where the page reads it, not more often than it looks."""
    last = 0.0

    def tell(step: str, fraction: float) -> None:
        nonlocal last
        if progress:
            progress(step, fraction)
        now = time.monotonic()
        if now - last > _TELL_SECONDS and not connection.in_atomic_block:
            last = now
            LinkRun.objects.filter(pk=run.pk).update(step=step, fraction=fraction)

    return tell


def _within(tell: Progress, start: float, end: float) -> Progress:
    return lambda step, fraction: tell(step, start + (end - start) * fraction)
