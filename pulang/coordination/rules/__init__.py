"""Decisions about referrals: pure."""
