"""Departure passes: signed and verified a second, the QR's size, and the browser's time.

The yardstick of signing is the bare Ed25519 signature of the same bytes by the same library: what
the form of the token costs above it.
"""

import importlib.util
import os
import random
import resource
import time
from datetime import UTC, datetime, timedelta
from typing import Any

COUNT = 3_000
_AT = datetime(2026, 11, 24, 2, tzinfo=UTC)


def run(count: int = COUNT, *, browser: bool = True) -> dict[str, Any]:
    """Sign and verify `count` passes; ask Chromium where it is there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pulang.web.settings")
    import django

    django.setup()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from pulang.departure.letters.pass_letter import qr
    from pulang.departure.rules import token

    private, public = token.new_key()
    keys = {token.kid_of(public): public}
    claims = [_claims(token.Claims, number) for number in range(count)]
    began = time.perf_counter()
    tokens = [token.sign(one, private=private, public=public) for one in claims]
    signing = time.perf_counter() - began
    began = time.perf_counter()
    verdicts = {token.verify(one, keys=keys, at=_AT).verdict for one in tokens}
    verifying = time.perf_counter() - began
    bare, data = Ed25519PrivateKey.from_private_bytes(private), os.urandom(150)
    began = time.perf_counter()
    for _number in range(count):
        bare.sign(data)
    signing_bare = time.perf_counter() - began
    ours: dict[str, Any] = {
        "seconds": round(signing, 4),
        "signed_per_second": round(count / signing),
        "verified_per_second": round(count / verifying),
        "all_valid": verdicts == {token.Verdict.VALID},
        "token_characters": max(map(len, tokens)),
        "qr_version": max(int(qr(one).version) for one in tokens[:200]),
        "peak_rss_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    if browser and importlib.util.find_spec("pass_browser"):
        from pass_browser import measure_browser

        ours |= {
            f"browser_{key}": value for key, value in measure_browser(tokens[:100], keys).items()
        }
    return {
        "bench": "pass",
        "size": count,
        "ours": ours,
        "yardstick": {
            "what": "bare Ed25519 signature",
            "seconds": round(signing_bare, 4),
            "signed_per_second": round(count / signing_bare),
        },
        "ratio": {"seconds": round(signing / signing_bare, 2)},
    }


def _claims(make: Any, number: int) -> Any:
    dice = random.Random(number)
    return make(
        pass_id=dice.randbytes(16),
        name=f"MARIA YASINTA TANEO HOAR {number}",
        birth_year=1990 + number % 15,
        passport=f"{number % 1000:03}",
        destination="MY",
        exit_point="maumere-lorens-say",
        issued_at=_AT - timedelta(days=1),
        valid_from=_AT - timedelta(hours=3),
        valid_until=_AT + timedelta(days=3),
        photo=dice.randbytes(8),
    )


if __name__ == "__main__":
    print(run())
