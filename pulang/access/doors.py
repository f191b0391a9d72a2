"""What every door of the house begins with."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from pulang.access.actions import audit
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.doors import read_only

_SAFE = ("GET", "HEAD")


def member(
    *, writes: tuple[str, ...] = (), permission: Permission | None = None
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Declare a door for signed-in members.

    Methods not in `writes` run in a read-only transaction: a GET that writes is impossible, not
    discouraged. `permission` closes the whole page to roles without it (403 with a calm page).
    """

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in (*_SAFE, *writes):
                return HttpResponseNotAllowed([*_SAFE, *writes])
            actor = getattr(request, "actor", None)
            if actor is None or (permission and not actor.may(permission)):
                return render(request, "ui/refused.html", status=403)
            asked = cast(MemberRequest, request)
            if request.method in writes:
                return view(asked, *args, **kwargs)
            # What a page read is recorded when its read-only transaction has ended; if that
            # fails, the page does not leave the house.
            with audit.after_reading():
                if connection.in_atomic_block:  # tests wrap everything in a transaction
                    return view(asked, *args, **kwargs)
                with read_only():
                    return view(asked, *args, **kwargs)

        # What the table of rights (tests/house) holds against handbook 8.3.
        door.permission, door.writes = permission, writes  # type: ignore[attr-defined]
        return door

    return wrap
