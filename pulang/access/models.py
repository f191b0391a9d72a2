"""Organisations with dated names, users, memberships, the audit trail, the history of every row."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.access.terms import OrganisationKind, Role
from pulang.base import reach
from pulang.base.ids import new_ulid
from pulang.base.privacy import DataClass


class Organisation(models.Model):
    """An office, company, bank, parish, shelter or training centre that takes part."""

    public_id = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    name = models.CharField(_("name"), max_length=200)
    area = models.CharField(_("area"), max_length=10, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name", "id")

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.permits("organisation.write")

    def __str__(self) -> str:
        return self.name


class OrganisationName(models.Model):
    """A name an organisation bore in a period: institutions in Indonesia are renamed often."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,  # a name has no meaning without its organisation
        related_name="names",
    )
    name = models.CharField(_("name"), max_length=200)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("organisation name")
        verbose_name_plural = _("organisation names")
        ordering = ("organisation", "starts_on", "id")

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.permits("organisation.write")

    def __str__(self) -> str:
        return self.name


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
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("email",)

    class Privacy:
        fields = {"*": DataClass.D1}

    def __str__(self) -> str:
        return self.name or self.email


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Chainable filters of memberships."""

    def current(self) -> "MembershipQuerySet":
        """Those not ended, of active users and organisations."""
        return self.filter(ended_at=None, user__is_active=True, organisation__is_active=True)


class Membership(models.Model):
    """A user in a role of an organisation, for an area."""

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
    granted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("id",)
        constraints = [
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

    def __str__(self) -> str:
        return f"{self.role}: {self.what} {self.reach}"


class EmergencyAccess(models.Model):
    """Break-glass: a person's file opened beyond one's reach, for a stated reason and a short time."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    subject_key = models.BigIntegerField()
    subject_id = models.CharField(max_length=26)
    reason = models.TextField(_("reason"))
    opened_at = models.DateTimeField(_("opened"))
    until = models.DateTimeField(_("until"))
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    reviewed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("emergency access")
        verbose_name_plural = _("emergency accesses")
        ordering = ("-opened_at",)
        indexes = [models.Index(fields=["membership", "kind", "until"])]

    class Privacy:
        fields = {"*": DataClass.D1}

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class AuditEntry(models.Model):
    """Who did or read what, when, from where. Append-only and chained by hashes (R8.9)."""

    at = models.DateTimeField(_("at"))
    event = models.CharField(_("event"), max_length=60)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=26, blank=True)
    user_id = models.BigIntegerField(null=True)
    membership_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    request = models.CharField(max_length=200, blank=True)
    previous_hash = models.BinaryField(null=True)
    hash = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"]),
            models.Index(fields=["event", "at"]),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    def __str__(self) -> str:
        return f"{self.event} {self.subject_kind} {self.subject_id}"


class HistoryEntry(models.Model):
    """One row per changed row of any table, written by triggers of the database's owner."""

    at = models.DateTimeField()
    table = models.CharField(max_length=63)
    row_id = models.CharField(max_length=40)
    operation = models.CharField(max_length=6)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    membership_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    request = models.CharField(max_length=200, blank=True)
    transaction = models.BigIntegerField()

    class Meta:
        verbose_name = _("history entry")
        verbose_name_plural = _("history entries")
        ordering = ("-id",)
        indexes = [models.Index(fields=["table", "row_id"])]

    class Privacy:
        fields = {"*": DataClass.D3}

    class Reach:
        read = reach.permits("audit.read")
        write = reach.NOBODY

    def __str__(self) -> str:
        return f"{self.operation} {self.table} {self.row_id}"
