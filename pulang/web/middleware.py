"""Middleware of the whole site."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from pulang.base import log
from pulang.base.errors import NotFound, Refused, problem

_FEATURES = "geolocation=(), microphone=(), camera=(self)"  # the checkpoint scans
# A page asks nothing of any other host; styles and scripts only from files of our own.
_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self';"
    " worker-src 'self'; manifest-src 'self';"
    " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


class ContentSecurityMiddleware:
    """Sets the content security policy of every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        log.forget()
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault("Permissions-Policy", _FEATURES)
        if getattr(request, "actor", None) is not None:
            # A shared computer's back button must not show a person's file after sign-out.
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class ProblemMiddleware:
    """Turns what a door did not catch: a refusal into a calm page, not-found into 404."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal with 422, not-found with 404; leave bugs to Django."""
        if isinstance(exception, NotFound):
            raise Http404
        if not isinstance(exception, Refused):
            return None
        if request.accepts("text/html"):
            return render(request, "ui/refused.html", {"refusal": exception}, status=422)
        return JsonResponse(problem(exception), status=422, content_type="application/problem+json")
