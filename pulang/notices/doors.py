"""The door of the machines: providers post here, each with the secret it shares with us."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from pulang.base import limits

MOST_BYTES = 64 << 10
A_MINUTE = 600
WRONG_A_MINUTE = 20

View = Callable[..., HttpResponse]


def client_ip(request: HttpRequest) -> str:
    """Return who knocks, behind the proxies that `PULANG_PROXIES` counts."""
    return str(get_adapter(request).get_client_ip(request))


def answer(status: int, word: str) -> JsonResponse:
    """Answer a machine in one word; never what it sent."""
    return JsonResponse({"result": word}, status=status)


def hook(view: View) -> View:
    """Declare a webhook: POST only, small, not too often; the secret stands in for a form's token."""

    @csrf_exempt
    @require_POST
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
            return answer(413, "too large")
        if not limits.allowed(f"hook:{client_ip(request)}", most=A_MINUTE):
            return answer(429, "too often")
        return view(request, *args, **kwargs)

    return door


def wrong_secret(request: HttpRequest) -> HttpResponse:
    """Answer who does not know the secret; who guesses is soon not answered at all."""
    often = not limits.allowed(f"hook-wrong:{client_ip(request)}", most=WRONG_A_MINUTE)
    return answer(429, "too often") if often else answer(403, "refused")
