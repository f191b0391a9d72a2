"""The checkpoint: scan or type a pass, find a lost one, tell what was scanned without a network."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.doors import public
from pulang.base.errors import NotFound, Refused, problem
from pulang.departure.actions import passes
from pulang.departure.actions.passes import Told
from pulang.departure.forms.checkpoint import LostForm, TokenForm
from pulang.departure.queries import passes as queries
from pulang.departure.rules import token
from pulang.departure.rules.token import Verdict
from pulang.places.queries import exits

_CHECK = Permission.PASS_CHECK
MOST_SCANS = 200


def _page(request: MemberRequest, **extra: Any) -> HttpResponse:
    status = extra.pop("status", 200)
    context = {
        "form": TokenForm(),
        "lost": LostForm(),
        "exit_points": exits.exit_points(),
        **extra,
    }
    return render(request, "departure/checkpoint.html", context, status=status)


@member(permission=_CHECK)
def home(request: MemberRequest) -> HttpResponse:
    """Open the checkpoint."""
    return _page(request)


@member(writes=("POST",), permission=_CHECK)
def verify(request: MemberRequest) -> HttpResponse:
    """Verify a pass on the server and note the scan: for a page without JavaScript."""
    form = TokenForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form=form if request.method == "POST" else TokenForm(), status=422)
    said, at = form.cleaned_data, now()
    checked = queries.read(said["token"], at=at, on=today())
    told = Told(uuid4(), said["token"], at, checked.verdict, said["exit_point"].pk)
    verdict = passes.hear(scans=[told], device="server", by=request.actor, at=at)
    final = Verdict(verdict.get(str(told.client_id), checked.verdict))
    shown = token.Checked(final, checked.claims, checked.kid)
    return _page(request, shown=shown, at=at, chosen=said["exit_point"].pk)


@member(writes=("POST",), permission=_CHECK)
def lost(request: MemberRequest) -> HttpResponse:
    """Find the pass of a traveller who lost her paper."""
    form = LostForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return _page(request, lost=form if request.method == "POST" else LostForm(), status=422)
    try:
        found = passes.look_up(by=request.actor, at=now(), **form.cleaned_data)
    except NotFound:
        return _page(request, nobody=True, lost=form)
    except Refused as refusal:
        return _page(request, refusal=refusal.sentence, lost=form, status=422)
    return _page(request, shown=found.checked, used_at=found.used_at, at=now())


@member(writes=("POST",), permission=_CHECK)
def sync(request: MemberRequest) -> HttpResponse:
    """Take in a device's log; the same log again changes nothing."""
    if request.method != "POST":
        return JsonResponse({"scans": []})
    try:
        body = json.loads(request.body)
        scans = [_told(one) for one in body["scans"][:MOST_SCANS]]
        device = str(body["device"])
    except (ValueError, KeyError, TypeError):
        refusal = Refused(_("This is not a log of scans."))
        return JsonResponse(problem(refusal, status=400), status=400)
    try:
        verdicts = passes.hear(scans=scans, device=device, by=request.actor, at=now())
    except Refused as refusal:
        return JsonResponse(problem(refusal), status=422)
    return JsonResponse({"scans": [{"id": key, "verdict": one} for key, one in verdicts.items()]})


def _told(said: dict[str, Any]) -> Told:
    moment = datetime.fromisoformat(str(said["scanned_at"]))
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return Told(
        client_id=UUID(str(said["id"])),
        text=str(said["token"])[: token.MOST_CHARACTERS + 1],
        scanned_at=moment,
        said=Verdict(said["verdict"]),
        exit_point=str(said["exit_point"]),
    )


@public
def keys(_request: HttpRequest) -> HttpResponse:
    """Answer the public keys: what a device needs to verify without a network."""
    return _file(token.write_keys(queries.keys().values()))


@public
def revoked(_request: HttpRequest) -> HttpResponse:
    """Answer the signed list of revoked passes."""
    return _file(passes.signed_revocations(at=now()))


def _file(data: bytes) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/cbor")
    answer["Cache-Control"] = "max-age=60"
    return answer


@public
def worker(_request: HttpRequest) -> HttpResponse:
    """Answer the service worker of the checkpoint; it rules over the checkpoint's pages alone."""
    from django.contrib.staticfiles import finders  # noqa: PLC0415 - reads the settings when asked

    path = finders.find("departure/checkpoint/worker.js")
    text = Path(str(path)).read_text(encoding="utf-8") if path else ""
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = reverse("departure:checkpoint")
    answer["Cache-Control"] = "no-cache"
    return answer


@public
def manifest(_request: HttpRequest) -> HttpResponse:
    """Answer what a phone needs to put the checkpoint on its first screen."""
    start = reverse("departure:checkpoint")
    answer = JsonResponse(
        {
            "name": _("Pulang: check passes"),
            "short_name": "Pulang",
            "start_url": start,
            "scope": start,
            "display": "standalone",
            "lang": settings.LANGUAGE_CODE,
            "background_color": "#faf6ef",
            "theme_color": "#8c2f25",
            "icons": [
                {"src": static("ui/logo.svg"), "sizes": "any", "type": "image/svg+xml"},
            ],
        }
    )
    answer["Content-Type"] = "application/manifest+json"
    return answer
