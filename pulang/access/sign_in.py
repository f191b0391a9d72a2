"""What the audit trail hears of sign-in: allauth tells it, `apps.ready` connects it."""

from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth
from django.http import HttpRequest

from pulang.access import queries
from pulang.access.actions import audit
from pulang.access.models import User
from pulang.base.clock import now


def _tell(event: str, request: HttpRequest | None, user: Any, **facts: Any) -> None:
    if not isinstance(user, User):
        return
    if request is not None:
        facts["ip"] = get_adapter().get_client_ip(request)
    audit.record(
        event,
        by=queries.actor_for(user),
        at=now(),
        user_id=user.pk,
        facts=facts,
        request=f"{request.method} {request.path}" if request else "",
    )


def signed_in(*, request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    """Record a sign-in with how it was proved (password, app, passkey)."""
    records = request.session.get("account_authentication_methods", [])
    methods = sorted({str(one.get("type") or one.get("method")) for one in records})
    _tell("account.signed_in", request, user, methods=methods)


def signed_out(*, request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    """Record a sign-out."""
    _tell("account.signed_out", request, user)


def password_changed(*, request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    """Record a new password."""
    _tell("account.password_changed", request, user)


def factor_added(*, request: HttpRequest, user: Any, authenticator: Any, **_kw: Any) -> None:
    """Record a second factor."""
    _tell("account.factor_added", request, user, kind=str(authenticator.type))


def factor_removed(*, request: HttpRequest, user: Any, authenticator: Any, **_kw: Any) -> None:
    """Record that a second factor went."""
    _tell("account.factor_removed", request, user, kind=str(authenticator.type))


def factor_failed(*, request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    """Record a wrong code of the second step."""
    _tell("account.factor_failed", request, user)


def connect() -> None:
    """Connect the receivers."""
    account.user_logged_in.connect(signed_in, dispatch_uid="access.signed_in")
    auth.user_logged_out.connect(signed_out, dispatch_uid="access.signed_out")
    for index, signal in enumerate(
        (account.password_changed, account.password_set, account.password_reset)
    ):
        signal.connect(password_changed, dispatch_uid=f"access.password.{index}")
    mfa.authenticator_added.connect(factor_added, dispatch_uid="access.factor_added")
    mfa.authenticator_reset.connect(factor_added, dispatch_uid="access.factor_reset")
    mfa.authenticator_removed.connect(factor_removed, dispatch_uid="access.factor_removed")
    mfa.authentication_failed.connect(factor_failed, dispatch_uid="access.factor_failed")
