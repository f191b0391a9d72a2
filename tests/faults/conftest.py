"""A server of its own for the tests that kill it; made once, arranged anew for each test."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.faults.crew import Crew
from tests.faults.server import Server

PEOPLE = 64


@pytest.fixture(scope="session")
def founded(django_db_setup: None) -> Iterator[tuple[Server, Crew]]:
    """A server with the tables, a bank whose pool holds Rp105 million, and 64 who want a loan."""
    folder = Path(tempfile.mkdtemp(prefix="pulang-faults-"))
    folder.chmod(0o777)
    server = Server(folder)
    crew = Crew(server)
    try:
        server.found()
        server.take_tables(connection.settings_dict)
        crew.ask("arrange", PEOPLE, 105_000_000, owner=True)
        server.copy("pulang", to="arranged")
        yield server, crew
    finally:
        crew.dismiss()
        server.stop()


@pytest.fixture
def server(founded: tuple[Server, Crew]) -> Server:
    """The server as it was arranged: whatever another test did is gone."""
    founded[0].wait_until_up()
    founded[0].copy("arranged", to="pulang")
    return founded[0]


@pytest.fixture
def crew(founded: tuple[Server, Crew]) -> Crew:
    """Who works against the server."""
    return founded[1]
