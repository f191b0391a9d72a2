"""Passes for a checkpoint's test, signed with the key of the province that runs.

`python -m tests.browser.passes sign` prints tokens as JSON; `… scans` prints the scans it has heard of.
"""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
GOOD = 24


def ask(home: Path, word: str) -> Any:
    """Run this module in the province at `home`; return what it prints."""
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    env |= {
        "PULANG_HOME": str(home),
        "PULANG_LOG_LEVEL": "WARNING",
        "PULANG_AS_OWNER": "1",
        "DJANGO_SETTINGS_MODULE": "pulang.web.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.passes", word],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _sign() -> dict[str, list[str]]:
    from pulang.base.clock import now, today
    from pulang.base.crypto import unseal
    from pulang.base.privacy import DataClass
    from pulang.departure.actions.passes import turn_key
    from pulang.departure.models import PassKeySecret
    from pulang.departure.queries.passes import signing_key
    from pulang.departure.rules import token

    key = signing_key(on=today()) or turn_key(by=None, at=now())
    sealed = PassKeySecret.objects.get(key=key).sealed
    private = bytes.fromhex(unseal(sealed, data_class=DataClass.D3))
    stranger = token.new_key()

    def signed(days: int, private: bytes = private, public: bytes = bytes(key.public)) -> str:
        begins = now() + timedelta(days=days, hours=-1)
        claims = token.Claims(
            pass_id=os.urandom(16),
            name="Yohana Abuk Seran",
            birth_year=1999,
            passport="417",
            destination="MY",
            exit_point="koe",
            issued_at=begins,
            valid_from=begins,
            valid_until=begins + timedelta(days=2),
        )
        return token.sign(claims, private=private, public=public)

    good = [signed(0) for _ in range(GOOD)]
    return {
        "valid": good,
        "expired": [signed(-9)],
        "not_yet": [signed(5)],
        "unknown_key": [signed(0, *stranger)],
        "bad_signature": [signed(0, stranger[0])],
        "malformed": [good[0][:-1], "https://example.org/"],
    }


def _scans() -> list[list[str]]:
    from pulang.departure.models import Scan

    return [[str(one.client_id), one.verdict, one.device] for one in Scan.objects.all()]


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps({"sign": _sign, "scans": _scans}[sys.argv[1]]()))
