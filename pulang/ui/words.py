"""Words of the packages we stand on whose Indonesian we say in our own way.

ui is the first of INSTALLED_APPS, so that its catalogue has the last word.
"""

from django.utils.translation import gettext_lazy as _

OURS = (
    _("Password"),
    _("Your password can’t be too similar to your other personal information."),
    _("Your password can’t be a commonly used password."),
    _("Your password can’t be entirely numeric."),
    _("Two-Factor Authentication"),
    _("Confirm Access"),
    _("Please reauthenticate to safeguard your account."),
    _("This field is required."),
    _("Enter a valid date."),
)
