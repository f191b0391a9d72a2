"""Work in the background: telling the auditors, sealing the audit chain."""

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from pulang.access.actions import audit
from pulang.access.models import Membership
from pulang.access.terms import Role
from pulang.base.clock import now

# Two words of the subject line must not tell a bystander what it is about.
_SUBJECT = "Pulang"


@app.task(queue="notices", retry=5)
def tell_auditors(emergency: str) -> int:
    """Write to the auditors that a file was opened in an emergency: no name, no place, no reason."""
    auditors = Membership.objects.current().filter(role=Role.AUDITOR).select_related("user")
    told = 0
    for membership in auditors:
        with override(membership.user.language):
            text = _(
                "A file was opened in an emergency and waits for your review. Sign in to Pulang and"
                " open the emergencies (number %(number)s)."
            ) % {"number": emergency}
        send_mail(_SUBJECT, text, settings.DEFAULT_FROM_EMAIL, [membership.user.email])
        told += 1
    audit.record("emergency.told", by=None, at=now(), facts={"emergency": emergency, "told": told})
    return told


@app.periodic(cron="*/5 * * * *")
@app.task(queue="notices")
def seal_audit(timestamp: int) -> int:
    """Chain what no request chained."""
    return audit.seal()
