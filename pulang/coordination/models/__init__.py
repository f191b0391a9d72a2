"""What each desk must do today, and who hands whom on to whom."""

from pulang.coordination.models.referrals import Referral, ReferralQuerySet
from pulang.coordination.models.tasks import Task, TaskQuerySet

__all__ = ["Referral", "ReferralQuerySet", "Task", "TaskQuerySet"]
