"""Accounts and their roles, for administrators."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pulang.access import actions, queries
from pulang.access.doors import member
from pulang.access.forms import GrantForm, InviteForm
from pulang.access.middleware import MemberRequest
from pulang.access.models import User
from pulang.access.terms import Permission, Role
from pulang.base.clock import now
from pulang.base.errors import Refused

_PERMISSION = Permission.MEMBERSHIP_WRITE


@member(permission=_PERMISSION)
def listing(request: MemberRequest) -> HttpResponse:
    """List accounts with their roles."""
    text = request.GET.get("q", "")[:100]
    page = Paginator(queries.members.accounts(text=text), 50).get_page(request.GET.get("page"))
    return render(request, "access/members.html", {"page": page, "text": text})


@member(writes=("POST",), permission=_PERMISSION)
def invite(request: MemberRequest) -> HttpResponse:
    """Make an account and show the way in, once."""
    form = InviteForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                user, path = actions.members.invite(
                    email=given["email"], name=given["name"], by=request.actor, at=now()
                )
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                return _way_in_page(request, user, path)
    return render(request, "access/invite.html", {"form": form}, status=status)


def _way_in_page(request: MemberRequest, user: User, path: str) -> HttpResponse:
    shown = {"account": user, "address": request.build_absolute_uri(path)}
    return render(request, "access/way_in.html", shown)


def _page(request: MemberRequest, user: User, form: GrantForm, status: int = 200) -> HttpResponse:
    shown = {
        "account": user,
        "memberships_all": queries.members.memberships_of(user.pk),
        "form": form,
        "is_me": user.pk == request.actor.user_id,
    }
    return render(request, "access/member.html", shown, status=status)


def _grant_form(request: MemberRequest, data: object = None) -> GrantForm:
    choices = queries.members.organisations(request.actor).filter(is_active=True)
    return GrantForm(data, organisations=choices, initial={"area": request.actor.area})


@member(permission=_PERMISSION)
def detail(request: MemberRequest, account: str) -> HttpResponse:
    """Show one account and its roles."""
    return _page(request, queries.members.account_for(account), _grant_form(request))


@require_POST
@member(writes=("POST",), permission=_PERMISSION)
def grant(request: MemberRequest, account: str) -> HttpResponse:
    """Give an account a role."""
    user = queries.members.account_for(account)
    form = _grant_form(request, request.POST)
    if not form.is_valid():
        return _page(request, user, form, 422)
    given = form.cleaned_data
    try:
        actions.members.grant(
            user=user,
            organisation=given["organisation"],
            role=Role(given["role"]),
            area=given["area"],
            by=request.actor,
            at=now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _page(request, user, form, 422)
    messages.success(request, _("The role is given."))
    return redirect("access:member", user.public_id)


@require_POST
@member(writes=("POST",), permission=_PERMISSION)
def end(request: MemberRequest, membership: str) -> HttpResponse:
    """End a role."""
    found = queries.members.membership_for(membership)
    actions.members.end(membership=found, by=request.actor, at=now())
    messages.success(request, _("The role has ended."))
    return redirect("access:member", found.user.public_id)


@require_POST
@member(writes=("POST",), permission=_PERMISSION)
def active(request: MemberRequest, account: str) -> HttpResponse:
    """Close or reopen an account."""
    user = queries.members.account_for(account)
    change = actions.members.deactivate if user.is_active else actions.members.reactivate
    change(user=user, by=request.actor, at=now())
    return redirect("access:member", user.public_id)


@require_POST
@member(writes=("POST",), permission=_PERMISSION)
def way_in(request: MemberRequest, account: str) -> HttpResponse:
    """Show a new way in, once."""
    user = queries.members.account_for(account)
    path = actions.members.new_way_in(user=user, by=request.actor, at=now())
    return _way_in_page(request, user, path)


@require_POST
@member(writes=("POST",), permission=_PERMISSION)
def factors(request: MemberRequest, account: str) -> HttpResponse:
    """Take the second step off an account whose phone is lost."""
    user = queries.members.account_for(account)
    actions.members.remove_factors(user=user, by=request.actor, at=now())
    messages.success(request, _("The second step is removed; a new one must be set up."))
    return redirect("access:member", user.public_id)
