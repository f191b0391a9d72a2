"""Sign-in: accounts are made by an administrator, attempts are counted, secrets are sealed."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pulang.access.actions import audit
from pulang.access.models import User
from pulang.base import crypto
from pulang.base.clock import now


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes public registration, says plainly why a sign-in is paused, records failures."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many attempts failed. Signing in is paused for 15 minutes; if you do not know your"
            " password, ask your administrator."
        ),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers herself; the worker's own portal comes with `guidance`."""
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record a failed attempt: the account by its id if there is one, else by a keyed hash."""
        address = str(credentials.get("email") or credentials.get("username") or "").lower()
        user = User.objects.filter(email=address).first()
        audit.record(
            "account.sign_in_failed",
            by=None,
            at=now(),
            user_id=user.pk if user else None,
            facts={
                "address": crypto.keyed_hash(address, purpose="sign-in"),
                "ip": self.get_client_ip(request),
            },
            request=f"{request.method} {request.path}",
        )


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals the secrets of second factors; a copy of the database does not sign anybody in."""

    def encrypt(self, text: str) -> str:
        """Seal the key of an authenticator app or of recovery codes."""
        return crypto.seal(text, data_class="mfa")

    def decrypt(self, encrypted_text: str) -> str:
        """Open it."""
        return crypto.unseal(encrypted_text, data_class="mfa")
