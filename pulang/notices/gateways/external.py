"""A provider that knows the "external channel" of RapidPro and TextIt: most SMS gateways do.

We stand where RapidPro stands: we post to the provider's address, whose holes `{{to}}`, `{{text}}`,
`{{id}}` … are filled, and the provider posts what comes in to our hooks.
"""

import json
import re
from collections.abc import Mapping
from urllib.parse import quote

from pulang.notices.gateways.carrying import CannotCarry, Carried, Gateway, Letter, post

_HOLE = re.compile(r"""(["']?)\{\{(\w+)\}\}\1""")
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
BODY = (
    "id={{id}}&text={{text}}&to={{to}}&to_no_plus={{to_no_plus}}&from={{from}}&channel={{channel}}"
)


def _fill(template: str, values: Mapping[str, str], *, as_json: bool) -> str:
    def value(hole: re.Match[str]) -> str:
        said = values.get(hole.group(2), "")
        return json.dumps(said) if as_json else quote(said, safe="")

    return _HOLE.sub(value, template)


class ExternalGateway(Gateway):
    """Posts to the provider's templated address."""

    name = "external"

    def send(self, letter: Letter) -> Carried:
        """Hand a message over; the provider reports later under our own id."""
        values = {
            "id": letter.public_id,
            "text": letter.text,
            "to": letter.address,
            "to_no_plus": letter.address.removeprefix("+"),
            "from": self.settings.get("sender", ""),
            "from_no_plus": self.settings.get("sender", "").removeprefix("+"),
            "channel": letter.channel,
        }
        body = self.settings.get("body") or BODY
        as_json = body.lstrip().startswith("{")
        headers = {"Content-Type": _JSON if as_json else _FORM}
        if self.settings.get("authorization"):
            headers["Authorization"] = self.settings["authorization"]
        answer = post(
            _fill(self.settings.get("url", ""), values, as_json=False),
            _fill(body, values, as_json=as_json).encode(),
            headers,
        )
        wanted = self.settings.get("expects", "")
        if wanted and wanted not in answer:
            raise CannotCarry("unexpected_answer")
        return Carried(provider_id=letter.public_id)
