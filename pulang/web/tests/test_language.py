"""Indonesian first, English by choice."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_browser_that_prefers_english_still_gets_indonesian(client: Client) -> None:
    answer = client.get("/account/login/", headers={"accept-language": "en-US,en"})

    assert answer.headers["Content-Language"] == "id"
    assert '<html lang="id"' in answer.content.decode()


def test_the_switch_changes_to_english_and_stays(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/account/login/"})

    assert client.get("/account/login/").headers["Content-Language"] == "en"


def test_a_language_that_is_not_offered_is_not_taken(client: Client) -> None:
    client.cookies["django_language"] = "xx"

    assert client.get("/account/login/").headers["Content-Language"] == "id"
