"""A browser of somebody of the cast, signed in."""

from django.conf import settings
from django.test import Client

from pulang.access import context
from pulang.access.models import User
from pulang.access.terms import Actor


def client_of(someone: Actor) -> Client:
    """Return a client that is signed in as somebody, in English."""
    client = Client(headers={"accept": "text/html"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    context.enter(someone)  # only she herself writes that she signed in
    client.force_login(User.objects.get(pk=someone.user_id))
    return client
