"""Argon2 as in the product, with small costs: a hash in a test guards nobody."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The product's algorithm at a thousandth of its cost."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1


@pytest.fixture(autouse=True)
def _quick_hashes(settings: pytest.FixtureRequest) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.QuickArgon2"]  # type: ignore[attr-defined]
