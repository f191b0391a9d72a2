"""The door everybody may use: public pages that only read. Members' doors stand in access.doors."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


@contextmanager
def read_only() -> Iterator[None]:
    """Open a transaction in which the database refuses every write.

    The driver sends BEGIN with the first statement; told before it, it sends BEGIN READ ONLY, and
    the page waits for one answer less than with SET TRANSACTION.
    """
    try:
        with transaction.atomic():
            connection.connection.read_only = True
            yield
    finally:
        if connection.connection is not None and not connection.connection.closed:
            connection.connection.read_only = None


def public(view: View) -> View:
    """Declare a public page: GET only, in a transaction that refuses writes."""

    @require_safe
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if connection.in_atomic_block:  # tests wrap everything in a transaction
            return view(request, *args, **kwargs)
        with read_only():
            return view(request, *args, **kwargs)

    return door
