"""What the sign-in page may show of the demo province."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from pulang.access.models import User
from pulang.access.terms import Role
from pulang.web.demo import founding, roster


def demo(request: HttpRequest) -> dict[str, Any]:
    """Return the demo's accounts and their common password, only on the sign-in page of a demo."""
    match = request.resolver_match
    if settings.PRODUCTION or match is None or match.url_name != "account_login":
        return {}
    if not User.objects.filter(email=roster.ACCOUNTS[0].email).exists():
        return {}
    password = founding.password()
    accounts = [
        {
            "email": account.email,
            "name": account.name,
            "role": Role(account.role).label,
            "fill": json.dumps({"login": account.email, "password": password}),
        }
        for account in roster.ACCOUNTS
    ]
    return {"demo_accounts": accounts, "demo_password": password}
