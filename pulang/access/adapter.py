"""Sign-in: accounts are made by an administrator, not by strangers."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes public registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers herself; the worker's own portal comes with `guidance`."""
        return False
