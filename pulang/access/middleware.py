"""Puts the actor on the request and into the database's session; asks for a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access import context, queries
from pulang.access.models import Membership, User
from pulang.access.terms import SENSITIVE, Actor

SESSION_KEY = "membership"
# What a member without her second factor may still reach: to set one up, or to leave.
_WITHOUT_FACTOR = ("/account/", "/i18n/", "/static/", "/health/")


class MemberRequest(HttpRequest):
    """A request of a signed-in user with a membership."""

    user: User
    actor: Actor
    memberships: tuple[Membership, ...]


class ActorMiddleware:
    """Each request acts for one membership; afterwards the connection acts for nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # All of hers at once: the page offers the others in its menu.
        mine = queries.memberships_now(request.user) if isinstance(request.user, User) else ()
        chosen = request.session.get(SESSION_KEY) if mine else None
        actor = queries.chosen_actor(mine, membership_id=chosen)
        request.memberships, request.actor = mine, actor  # type: ignore[attr-defined]
        if actor is None:
            # A connection is kept between requests: nobody may inherit the last one's reach.
            context.enter(None, request=f"{request.method} {request.path}")
            return self.get_response(request)
        context.enter(actor, request=f"{request.method} {request.path}")
        try:
            return self._factor_first(request, actor) or self.get_response(request)
        finally:
            context.enter(None)

    def _factor_first(self, request: HttpRequest, actor: Actor) -> HttpResponse | None:
        if actor.role not in SENSITIVE or request.path.startswith(_WITHOUT_FACTOR):
            return None
        request.lacks_factor = not is_mfa_enabled(request.user)  # type: ignore[attr-defined]
        if not (request.lacks_factor and settings.PULANG_REQUIRE_MFA):  # type: ignore[attr-defined]
            return None
        messages.warning(
            request,
            _("Your role opens what could hurt people. Set up a second step to sign in first."),
        )
        return HttpResponseRedirect(reverse("mfa_index"))
