"""What the story's test does without a page, in the province that runs: time that passes, and attendance.

`python -m tests.browser.deeds attend <migration>` writes down that she was in every session in which
she has a seat, as the trainer, when the session ends. `… ring <migration>` lets the clock of check-ins
run at the moment her next check-in is due; `… wait <migration>` at the moment of the next step. The
application's own role does it, under the rights of whoever acts: what she may not do is refused here too.
"""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def ask(home: Path, word: str, migration: str) -> Any:
    """Do one deed in the province at `home`; return what it prints."""
    env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "PULANG_AS_OWNER"}}
    env |= {
        "PULANG_HOME": str(home),
        "PULANG_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "pulang.web.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.deeds", word, migration],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _attend(migration: str) -> list[str]:
    from pulang.access import context
    from pulang.access.queries import actor_by_email
    from pulang.preparation.actions import sessions
    from pulang.preparation.models import Enrolment
    from pulang.web.demo.roster import DOMAIN

    trainer = actor_by_email(f"pelatih@{DOMAIN}")
    with context.acting(trainer):
        seats = Enrolment.objects.filter(
            migration__public_id=migration, attended_at=None, cancelled_at=None
        ).select_related("session", "migration__person")
        made = [
            sessions.attended(enrolment=one, by=trainer, at=one.session.ends_at) for one in seats
        ]
    return [one.code for one in made]


def _clock(at: datetime, migration: str) -> dict[str, Any]:
    from pulang.abroad.actions import running
    from pulang.abroad.models import CheckIn
    from pulang.access import context
    from pulang.access.queries import service_actor
    from pulang.notices.actions import outbox

    running.run(at=at)
    outbox.send_due(at=at)
    with context.acting(service_actor()):
        asked = CheckIn.objects.filter(placement__migration__public_id=migration).get()
    return {"state": asked.state, "step": asked.step, "check_in": asked.public_id}


def _ring(migration: str) -> dict[str, Any]:
    from pulang.abroad.models import Schedule
    from pulang.access import context
    from pulang.access.queries import service_actor

    with context.acting(service_actor()):
        due = Schedule.objects.get(placement__migration__public_id=migration).next_due_at
    assert due is not None
    return _clock(due, migration)


def _wait(migration: str) -> dict[str, Any]:
    from pulang.abroad.models import CheckIn
    from pulang.access import context
    from pulang.access.queries import service_actor

    with context.acting(service_actor()):
        asked = CheckIn.objects.get(placement__migration__public_id=migration)
    assert asked.next_step_at is not None
    return _clock(asked.next_step_at, migration)


if __name__ == "__main__":
    import django

    django.setup()
    deed = {"attend": _attend, "ring": _ring, "wait": _wait}[sys.argv[1]]
    sys.stdout.write(json.dumps(deed(sys.argv[2])))
