"""Loaded by pytest before anything else (`-p pulang.web.testing`).

Tests create their database as the owner; each then runs as the application's role (conftest.py).
"""

import os

from hypothesis import settings

os.environ.setdefault("PULANG_AS_OWNER", "yes")
os.environ.setdefault("PULANG_LOG_LEVEL", "WARNING")

# A busy machine is no finding: how fast an example runs says nothing of what it promises.
settings.register_profile("pulang", deadline=None)
settings.load_profile("pulang")
