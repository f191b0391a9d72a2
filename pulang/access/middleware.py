"""Puts the actor on the request and into the database's session."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from pulang.access import context, queries
from pulang.access.models import User
from pulang.access.terms import Actor

SESSION_KEY = "membership"


class MemberRequest(HttpRequest):
    """A request of a signed-in user with a membership."""

    user: User
    actor: Actor


class ActorMiddleware:
    """Each request acts for one membership; afterwards the connection acts for nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = None
        if isinstance(request.user, User):
            actor = queries.actor_for(request.user, membership_id=request.session.get(SESSION_KEY))
        request.actor = actor  # type: ignore[attr-defined]
        if actor is None:
            # A connection is kept between requests: nobody may inherit the last one's reach.
            context.enter(None)
            return self.get_response(request)
        context.enter(actor, request=f"{request.method} {request.path}")
        try:
            return self.get_response(request)
        finally:
            context.enter(None)
