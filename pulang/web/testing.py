"""Loaded by pytest before anything else (`-p pulang.web.testing`).

Tests create their database as the owner; each then runs as the application's role (conftest.py).
"""

import os

os.environ.setdefault("PULANG_AS_OWNER", "yes")
os.environ.setdefault("PULANG_LOG_LEVEL", "WARNING")
