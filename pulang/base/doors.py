"""The door everybody may use: public pages that only read. Members' doors stand in access.doors."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Declare a public page: GET only, in a transaction that refuses writes."""

    @require_safe
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if connection.in_atomic_block:  # tests wrap everything in a transaction
            return view(request, *args, **kwargs)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set transaction read only")
            return view(request, *args, **kwargs)

    return door
