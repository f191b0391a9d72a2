"""The ten thousand attacks that the office withstands, tried on the verifier of a phone."""

import json
import subprocess

from pulang.departure.rules import token
from pulang.departure.rules.token import Verdict
from pulang.departure.tests import test_rules_token as office
from pulang.departure.tests.test_token_js import SCRIPT, bundle
from pulang.web import assets

__all__ = ["bundle"]


def test_of_ten_thousand_attacks_a_phone_accepts_none_and_judges_each_as_the_office(bundle) -> None:
    attacks = office._attacks(10_600)
    # One good pass before them: a verifier that refuses everything would prove nothing.
    texts = [office.GOOD, *attacks]
    nothing = token.sign_revocations([], at=office.AT, private=office.PRIVATE, public=office.PUBLIC)
    asked = {
        "keys": token.write_keys([office.PUBLIC]).hex(),
        "revoked": nothing.hex(),
        "cases": [{"token": text, "at": int(office.AT.timestamp())} for text in texts],
    }

    done = subprocess.run(
        [*assets.node(), str(SCRIPT), str(bundle)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    assert len(attacks) >= 10_000
    here = [str(office.verdict(text)) for text in texts]
    for answer in json.loads(done.stdout):
        there = [verdict for verdict, _claims in answer["verdicts"]]
        assert there[0] == Verdict.VALID
        assert Verdict.VALID not in there[1:], answer["engine"]
        assert there == here, answer["engine"]
