"""The first page of the day."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.base.clock import now
from pulang.base.errors import NotFound
from pulang.coordination.queries import kinds, worklist


@member()
def show(request: MemberRequest) -> HttpResponse:
    """Show what this person must do today, the most urgent first."""
    at, kind = now(), request.GET.get("kind", "")
    mine = worklist.of(request.actor, at=at, kind=kind, number=request.GET.get("page", "1"))
    return render(
        request,
        "coordination/worklist.html",
        {"worklist": mine, "page": mine.page, "kinds": mine.kinds, "kind": kind, "at": at},
    )


@member(writes=("POST",))
def bulk(request: MemberRequest) -> HttpResponse:
    """Do several tasks of one kind at once, where that kind says it is safe."""
    kind = kinds.kind(request.POST.get("kind", ""))
    if request.method != "POST" or kind.bulk is None:
        raise NotFound
    tasks = worklist.open_tasks(request.actor, request.POST.getlist("task"), kind=kind.code)
    done = kind.bulk(tasks, request.actor, now()) if tasks else 0
    said = ngettext("%(count)d task done.", "%(count)d tasks done.", done)
    messages.success(request, said % {"count": done})
    return redirect("coordination:worklist")
