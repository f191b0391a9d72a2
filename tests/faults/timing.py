"""How long each statement of a connection takes, its commits included."""

import time
from collections.abc import Callable
from typing import Any


class Timing:
    """Measures what a connection is asked for within a block."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._statements: list[tuple[float, str]] = []
        self._began = self._took = 0.0

    def __enter__(self) -> None:
        self._began = time.monotonic()
        self._connection.execute_wrappers.append(self._statement)
        commit = self._connection._commit
        self._connection._commit = lambda: self._measured("commit", commit)

    def __exit__(self, *_error: object) -> None:
        self._took = time.monotonic() - self._began

    def told(self) -> dict[str, Any]:
        """Return the longest statement and the whole time, in seconds."""
        longest, what = max(self._statements)
        return {"longest": longest, "what": what, "took": self._took}

    def _statement(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        return self._measured(sql[:60], lambda: execute(sql, *rest))

    def _measured(self, what: str, call: Callable[[], Any]) -> Any:
        began = time.monotonic()
        try:
            return call()
        finally:
            self._statements.append((time.monotonic() - began, what))
