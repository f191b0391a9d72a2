"""Who signs in, and in which role of which organisation."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.access.models.organisations import Organisation
from pulang.access.terms import PLACE_CODE, Role
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass

_BY_ADMINISTRATOR = reach.permits("membership.write")
_HERSELF = "(select access_user())"


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, *, name: str = "") -> "User":
        """Create a user without any membership: signed in, she sees nothing."""
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. What she may see hangs on her memberships."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, default="id")
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("email",)

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        # Signing in reads an account before anybody acts; what an account may see, its
        # memberships say.
        read = reach.EVERYONE
        add = _BY_ADMINISTRATOR
        # Before anybody acts: the time of sign-in, a password set by a one-time link. Address and
        # activity are guarded by a trigger as well (access_guard_user).
        write = reach.either(
            "(select access_membership()) is null", f"id = {_HERSELF}", _BY_ADMINISTRATOR
        )
        remove = reach.NOBODY

    class History:
        without = ("password", "last_login")

    def __str__(self) -> str:
        return self.name or self.email


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Chainable filters of memberships."""

    def current(self) -> "MembershipQuerySet":
        """Those not ended, of active users and organisations."""
        return self.filter(ended_at=None, user__is_active=True, organisation__is_active=True)


class Membership(models.Model):
    """A user in a role of an organisation, for an area."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    user = models.ForeignKey(
        User,
        on_delete=models.PROTECT,  # who did what must stay answerable
        related_name="memberships",
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    area = models.CharField(_("area"), max_length=10, blank=True)
    granted_at = models.DateTimeField(_("granted"), auto_now_add=True)
    granted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(area__regex=PLACE_CODE), name="membership_area_is_a_place"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="membership_ended_at_with_by",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "area"],
                condition=models.Q(ended_at=None),
                name="membership_once",
            ),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        # Nobody grants herself a role, nor anybody one beyond her own area; a membership is ended,
        # never rewritten.
        add = reach.both(
            _BY_ADMINISTRATOR,
            reach.within_area("area"),
            f"user_id <> {_HERSELF}",
            f"granted_by_id = {_HERSELF}",
            "role <> 'service'",
        )
        write = reach.both(_BY_ADMINISTRATOR, reach.within_area("area"))
        after = f"ended_at is not null and ended_by_id = {_HERSELF}"
        remove = reach.NOBODY
        columns = ("ended_at", "ended_by_id")

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation}"


class Grant(models.Model):
    """The table of `terms.SEES` and `terms.MAY` as the database's policies read it.

    One row per role and data class (`reach`) or per role and permission (`reach` is 'may').
    Written by `guard` after each migration, never by the application.
    """

    role = models.CharField(max_length=20)
    what = models.CharField(max_length=40)
    reach = models.CharField(max_length=12)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [models.UniqueConstraint(fields=["role", "what"], name="grant_once")]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        rights = ("select",)

    class History:
        kept = ()  # written anew from `terms`, whose history stands in version control

    def __str__(self) -> str:
        return f"{self.role}: {self.what} {self.reach}"
