"""Home, health, metrics."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.base import log
from pulang.base.clock import now
from pulang.base.ids import new_ulid
from pulang.coordination.queries import worklist
from pulang.ui.home import cards_for
from pulang.web.roles import ABOUT


@member()
def home(request: MemberRequest) -> HttpResponse:
    """Show what this person must do today."""
    at = now()
    about = ABOUT[request.actor.role]
    context = {
        "cards": cards_for(request.actor, at=at),
        "worklist": worklist.of(request.actor, at=at),
        "about": about,
        "at": at,
    }
    return render(request, "web/home.html", context)


def broken(_request: HttpRequest) -> HttpResponse:
    """Answer a bug with a calm page; its number stands in the log beside what happened."""
    incident = new_ulid()[-8:]
    log.remember(incident=incident)
    # Without context processors: they might be what broke.
    return HttpResponse(render_to_string("500.html", {"incident": incident}), status=500)


def health(_request: HttpRequest) -> JsonResponse:
    """Answer whether the process and its database live."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"status": "ok"})


def metrics(_request: HttpRequest) -> HttpResponse:
    """Answer the process's figures for Prometheus; none of them is about a person."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
