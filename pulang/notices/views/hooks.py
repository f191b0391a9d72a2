"""Where providers post: what came in, and what became of a message of ours."""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime

from pulang.base.clock import now
from pulang.notices import gateways
from pulang.notices.actions import inbound, outbox
from pulang.notices.doors import answer, hook, wrong_secret
from pulang.notices.gateways import signed as signing
from pulang.notices.terms import MessageState

_REPORTS = {
    "sent": MessageState.SENT,
    "delivered": MessageState.DELIVERED,
    "failed": MessageState.FAILED,
}
_RECEIVED = ("received", "receive")


def _carries(channel: str, gateway: str) -> None:
    if settings.PULANG_GATEWAYS.get(channel, {}).get("gateway") != gateway:
        raise Http404


def _said(request: HttpRequest) -> Mapping[str, Any]:
    if request.content_type == "application/json":
        try:
            told = json.loads(request.body)
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}
    return {name: request.POST.get(name, "") for name in request.POST}


def _moment(text: object) -> datetime | None:
    try:
        found = parse_datetime(str(text or ""))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


@hook
def external(request: HttpRequest, channel: str, what: str) -> HttpResponse:
    """Take a call of a RapidPro-style provider: …/received, …/sent, …/delivered, …/failed.

    The secret stands in `?key=` (such providers are given an address, no more) or in the header
    `Authorization: Token …`; never in the path, which the database's trail keeps.
    """
    _carries(channel, "external")
    given = request.GET.get("key") or request.headers.get("Authorization", "").removeprefix(
        "Token "
    )
    secret = gateways.secret_of(channel)
    if not secret or not hmac.compare_digest(secret.encode(), given.encode()):
        return wrong_secret(request)
    said = _said(request)
    if what in _RECEIVED:
        return _take(said, gateway="external", channel=channel)
    if what in _REPORTS:
        return _report(said, what, gateway="external", channel=channel)
    raise Http404


@hook
def signed(request: HttpRequest, channel: str) -> HttpResponse:
    """Take a signed call: {"type": "received", "id", "from", "text", "date"} or a report of ours."""
    _carries(channel, "signed")
    at = now()
    header = request.headers.get(signing.HEADER, "")
    secret = gateways.secret_of(channel)
    if not signing.is_signed(header, request.body, secret=secret, at=int(at.timestamp())):
        return wrong_secret(request)
    said = _said(request)
    what = str(said.get("type", ""))
    if what in _RECEIVED:
        return _take(said, gateway="signed", channel=channel)
    if what in _REPORTS:
        return _report(said, what, gateway="signed", channel=channel)
    return answer(400, "unknown type")


def _take(said: Mapping[str, Any], *, gateway: str, channel: str) -> HttpResponse:
    sender = str(said.get("sender") or said.get("from") or "").strip()[:60]
    if not sender:
        return answer(400, "no sender")
    inbound.take(
        gateway=gateway,
        channel=channel,
        address=sender,
        text=str(said.get("text") or ""),
        provider_id=str(said.get("id") or ""),
        written_at=_moment(said.get("date") or said.get("time")),
        at=now(),
    )
    return answer(200, "accepted")


def _report(said: Mapping[str, Any], what: str, *, gateway: str, channel: str) -> HttpResponse:
    known = outbox.reported(
        gateway=gateway,
        channel=channel,
        provider_id=str(said.get("id") or ""),
        state=_REPORTS[what],
        at=now(),
    )
    return answer(200, "accepted") if known else answer(404, "unknown message")
