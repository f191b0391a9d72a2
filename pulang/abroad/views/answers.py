"""Where she answers: by the link without signing in, and on her own page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pulang.abroad import texts
from pulang.abroad.actions import checkins, listening
from pulang.abroad.queries import checkins as reading
from pulang.abroad.queries import links, placements
from pulang.abroad.terms import Answer, Via
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base import limits
from pulang.base.clock import now
from pulang.base.errors import NotFound
from pulang.people.actions import own_files

A_MINUTE = 30
_WORDS = 1000


# The secret in the address is what lets her in: a form's token beside it would only lock out a
# phone that keeps no cookies.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, check_in: str, token: str) -> HttpResponse:
    """Ask, and take the answer; nobody signs in, nothing on the page says who she is."""
    if not limits.allowed(f"check-in:{check_in}", most=A_MINUTE):
        return HttpResponse(status=429)
    at = now()
    try:
        asked = links.opened(check_in, token, at=at)
    except NotFound:
        raise Http404 from None
    given = request.POST.get("answer", "")
    with translation.override(asked.language):
        if given in Answer:
            listening.by_link(
                check_in=check_in,
                token=token,
                answer=Answer(given),
                text=request.POST.get("text", "")[:_WORDS],
                at=at,
            )
            context = {"answer": given, "hotline": texts.HOTLINE}
            return _quiet(render(request, "abroad/answered.html", context))
        return _quiet(render(request, "abroad/answer.html", {"answers": Answer}))


def _quiet(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@member(writes=("POST",), permission=Permission.OWN_FILE)
def me(request: MemberRequest) -> HttpResponse:
    """Let her say how she is: three large buttons."""
    at = now()
    who = own_files.person_of(request.actor)
    placement = placements.current_of(who) if who else None
    given = request.POST.get("answer", "")
    if request.method == "POST" and placement is not None and given in Answer:
        checkins.heard(
            placement=placement,
            answer=Answer(given),
            via=Via.OWN_PAGE,
            text=request.POST.get("text", "")[:_WORDS],
            by=request.actor,
            at=at,
        )
        answered = redirect("abroad:me")
        answered["Location"] += f"?said={given}"
        return answered
    context = {
        "placement": placement,
        "answers": Answer,
        "said": request.GET.get("said", ""),
        "check_ins": reading.of_placement(placement, most=5) if placement else [],
        "hotline": texts.HOTLINE,
    }
    return render(request, "abroad/me.html", context)
