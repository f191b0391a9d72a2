"""A provider of one's own: JSON in both directions, signed with a shared secret.

`X-Pulang-Signature: t=<unix seconds>,v1=<hex HMAC-SHA-256 of "t.body">`. Who replays a request
later than five minutes is refused by its time, earlier by the id in its body.
"""

import hashlib
import hmac
import json
import re
import time

from pulang.notices.gateways.carrying import CannotCarry, Carried, Gateway, Letter, post

HEADER = "X-Pulang-Signature"
TOLERANCE_SECONDS = 300
_SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def sign(body: bytes, *, secret: str, at: int) -> str:
    """Return the header of a body, signed at a moment (unix seconds)."""
    return f"t={at},v1={_digest(body, secret=secret, at=at)}"


def is_signed(header: str, body: bytes, *, secret: str, at: int) -> bool:
    """Tell whether the header signs this body, now."""
    found = _SIGNATURE.fullmatch(header.strip())
    if not secret or found is None:
        return False
    said = int(found.group(1))
    right = _digest(body, secret=secret, at=said)
    return hmac.compare_digest(right, found.group(2)) and abs(at - said) <= TOLERANCE_SECONDS


def _digest(body: bytes, *, secret: str, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


class SignedGateway(Gateway):
    """Posts signed JSON."""

    name = "signed"

    def send(self, letter: Letter) -> Carried:
        """Hand a message over; the answer may name the provider's own id."""
        body = json.dumps(
            {
                "id": letter.public_id,
                "channel": letter.channel,
                "to": letter.address,
                "text": letter.text,
                "language": letter.language,
            },
            ensure_ascii=False,
        ).encode()
        secret = self.settings.get("secret", "")
        if not secret:
            raise CannotCarry("no_secret", for_good=True)
        headers = {
            "Content-Type": "application/json",
            HEADER: sign(body, secret=secret, at=int(time.time())),
            "Idempotency-Key": letter.public_id,
        }
        answer = post(self.settings.get("url", ""), body, headers)
        return Carried(provider_id=_own_id(answer) or letter.public_id)


def _own_id(answer: str) -> str:
    try:
        said = json.loads(answer)
    except ValueError:
        return ""
    return str(said.get("id", ""))[:80] if isinstance(said, dict) else ""
