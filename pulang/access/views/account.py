"""One's own account."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access import actions, queries
from pulang.access.doors import member
from pulang.access.forms import LanguageForm
from pulang.access.middleware import SESSION_KEY, MemberRequest
from pulang.base.clock import now


@member()
def me(request: MemberRequest) -> HttpResponse:
    """Show one's roles, ways to sign in and latest traces."""
    return render(
        request,
        "access/me.html",
        {
            "account": request.user,
            "memberships_all": queries.members.memberships_of(request.actor.user_id),
            "activity": queries.trail.own_activity(request.actor),
            "lacks_factor": getattr(request, "lacks_factor", False),
            "form": LanguageForm(initial={"language": request.user.language}),
        },
    )


@member(writes=("POST",))
def switch(request: MemberRequest) -> HttpResponse:
    """Act under another of one's memberships from now on."""
    if request.method != "POST":
        return redirect("access:me")
    chosen = queries.members.own_membership(request.actor, request.POST.get("membership", ""))
    actions.members.act_as(membership=chosen, by=request.actor, at=now())
    request.session[SESSION_KEY] = chosen.pk
    messages.success(request, _("You now act as: %(role)s.") % {"role": chosen.get_role_display()})
    return redirect("home")


@member(writes=("POST",))
def language(request: MemberRequest) -> HttpResponse:
    """Keep the language one reads."""
    form = LanguageForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return redirect("access:me")
    chosen = form.cleaned_data["language"]
    actions.members.choose_language(language=chosen, by=request.actor, at=now())
    response = redirect("access:me")
    response.set_cookie("django_language", chosen, max_age=31_536_000, samesite="Lax")
    return response
