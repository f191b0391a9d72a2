"""Loaded by pytest before anything else (`-p pulang.web.testing`): tests create their database as
the owner; each test then runs as the application's role (see conftest.py).
"""

import os

os.environ.setdefault("PULANG_AS_OWNER", "yes")
os.environ.setdefault("PULANG_LOG_LEVEL", "WARNING")
