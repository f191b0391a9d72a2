"""The outbox, the inbox, and the simulator's phone."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now
from pulang.base.errors import NotFound
from pulang.base.ids import new_ulid
from pulang.notices.actions import inbound as taking
from pulang.notices.actions import revealing
from pulang.notices.queries import inbound, outbox
from pulang.notices.terms import MessageState

_READ = Permission.NOTICE_READ
ROWS = 50


@member(permission=_READ)
def sent(request: MemberRequest) -> HttpResponse:
    """Show what left or waits: masked addresses, no texts."""
    state = request.GET.get("state", "")
    page = Paginator(outbox.listing(state=state), ROWS).get_page(request.GET.get("page"))
    counts = outbox.counts()
    states = [(one, counts.get(one, 0)) for one in MessageState]
    context = {"page": page, "states": states, "state": state, "simulates": simulates()}
    return render(request, "notices/outbox.html", context)


@member(permission=_READ)
def received(request: MemberRequest) -> HttpResponse:
    """Show what came in and whether it was understood."""
    page = Paginator(inbound.received(), ROWS).get_page(request.GET.get("page"))
    may_open = request.actor.may(Permission.ABROAD_WRITE)
    context = {"page": page, "simulates": simulates(), "may_open": may_open}
    return render(request, "notices/inbox.html", context)


@member(writes=("POST",), permission=_READ)
def open_unknown(request: MemberRequest, message: str) -> HttpResponse:
    """Open a message from a number that nobody knows: who writes may need help."""
    if request.method != "POST":
        raise NotFound
    opened = revealing.open_unclaimed(public_id=message, by=request.actor, at=now())
    return render(request, "notices/unknown.html", {"opened": opened})


@member(permission=_READ)
def simulator(request: MemberRequest) -> HttpResponse:
    """Show the phones that the simulator reached."""
    shown = outbox.phones() if simulates() else []
    number = request.GET.get("number", "")[:60]
    asked = outbox.hash_of(number) if number.strip() else request.GET.get("phone")
    key = asked or (shown[0][0] if shown else "")
    phone = outbox.phone(key) if shown and key else None
    context = {"phones": shown, "phone": phone, "simulates": simulates()}
    return render(request, "notices/simulator.html", context)


@member(writes=("POST",), permission=_READ)
def answer(request: MemberRequest, key: str) -> HttpResponse:
    """Write back from a phone of the simulator, as its owner would."""
    if request.method != "POST" or not simulates():
        raise NotFound
    phone = outbox.phone(key)
    text = request.POST.get("text", "").strip()
    if text:
        taking.take(
            gateway="simulator",
            channel=phone.channel,
            address=outbox.simulated_address(key),
            text=text[:500],
            provider_id=new_ulid(),
            at=now(),
        )
    answered = redirect("notices:simulator")
    answered["Location"] += f"?phone={phone.key}"
    return answered


def simulates() -> bool:
    """Tell whether a channel is carried by the simulator."""
    said = settings.PULANG_GATEWAYS.values()
    return not settings.PRODUCTION and any(one["gateway"] == "simulator" for one in said)
