"""Addresses of coordination."""

from django.urls import path

from pulang.coordination.views import referrals, worklist

urlpatterns = [
    path("", worklist.show, name="worklist"),
    path("bulk/", worklist.bulk, name="bulk"),
    path("referrals/", referrals.listing, name="referrals"),
    path("referrals/new/<ulid:person>/", referrals.new, name="refer"),
    path("referrals/<ulid:referral>/", referrals.show, name="referral"),
    path("referrals/<ulid:referral>/step/", referrals.step, name="referral_step"),
]
