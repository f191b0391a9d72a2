"""Fixtures arrange as the database's owner; each test itself runs as the application's role.

So row-level security holds in every test, and a test that wants to arrange more than a role may
write does it in a fixture.
"""

from collections.abc import Generator
from typing import Any

import pytest
from django.db import connection
from django.db.backends.signals import connection_created

from pulang.access.guard import APP_ROLE


def _as_application(**kwargs: object) -> None:
    kwargs["connection"].connection.execute(f"set role {APP_ROLE}")  # type: ignore[attr-defined]


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep families of tests in one process each."""
    from tests.together import FamiliesTogether  # noqa: PLC0415 - only where xdist is there

    return FamiliesTogether(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Run the test's body as the application's role, on every connection it opens."""
    connection_created.connect(_as_application, dispatch_uid="tests.role")
    # The raw connection: a test without a database must not be given one here.
    raw = connection.connection
    if raw is not None and not raw.closed:
        raw.execute(f"set role {APP_ROLE}")
    try:
        return (yield)
    finally:
        connection_created.disconnect(dispatch_uid="tests.role")
        raw = connection.connection
        if raw is not None and not raw.closed:
            if raw.info.transaction_status.name == "INERROR":
                raw.rollback()
            raw.execute("reset role")
            raw.execute("select set_config('pulang.membership', '', false)")
