"""What production refuses to start without."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's names

_DEMANDED = {
    "PULANG_SECRET_KEY": "signs sessions; one value for all processes, kept out of the disk",
    "PULANG_FIELD_KEYS": "seals documents; without it a restored backup cannot be read",
    "PULANG_HOSTS": "the names under which the site is reached",
    "PULANG_ORIGINS": "the addresses forms may come from, as https://…",
}


@register()
def production(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a production server that lacks a secret or shows its errors."""
    if not settings.PRODUCTION:
        return []
    found: list[CheckMessage] = [
        Error(f"{name} is not set ({why}).", id="pulang.E001")
        for name, why in _DEMANDED.items()
        if not os.environ.get(name)
    ]
    if settings.DEBUG:
        found.append(Error("PULANG_DEBUG shows data in error pages.", id="pulang.E002"))
    found += _gateways()
    if os.environ.get("DATABASE_URL") and not os.environ.get("DATABASE_OWNER_URL"):
        found.append(
            Warning(
                "The application signs in to the database as its owner and only then steps down.",
                hint="Give DATABASE_URL a login that is a member of nothing but pulang_app, and"
                " DATABASE_OWNER_URL the owner.",
                id="pulang.W001",
            )
        )
    return found


def _gateways() -> list[CheckMessage]:
    """Refuse a gateway that reaches nobody, and a hook that anybody may call."""
    found: list[CheckMessage] = []
    for channel, said in settings.PULANG_GATEWAYS.items():
        name = f"PULANG_{channel.upper()}"
        if said["gateway"] == "simulator":
            found.append(Error(f"{name}_GATEWAY=simulator reaches nobody.", id="pulang.E003"))
        elif said["gateway"] and not (said["url"] and said["secret"]):
            found.append(
                Error(f"{name}_GATEWAY needs {name}_URL and {name}_SECRET.", id="pulang.E004")
            )
        elif not said["gateway"]:
            found.append(Warning(f"No gateway carries {channel}.", id="pulang.W002"))
    return found
