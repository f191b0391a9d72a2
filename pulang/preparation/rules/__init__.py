"""Rules of preparing: pure."""
