"""How often somebody may knock or try wrongly: counted in the cache that all processes share."""

import hashlib
import time
from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries of one address at one door, in windows that begin with the first of them.

    The address itself is not kept, only its hash, and only as long as the window lasts.
    """

    door: str
    address: str
    most: int = 30
    seconds: int = 3600

    @property
    def _key(self) -> str:
        digest = hashlib.sha256(self.address.encode()).hexdigest()[:32]
        return f"tries:{self.door}:{digest}"

    def are_spent(self) -> bool:
        """Tell whether this address must wait."""
        return int(cache.get(self._key, 0)) >= self.most

    def count(self) -> None:
        """Count one wrong try. Two at the same moment may count as one: this slows, it is no lock."""
        if cache.add(self._key, 1, timeout=self.seconds):
            return
        try:
            cache.incr(self._key)
        except ValueError:  # the window ended between the two lines
            cache.add(self._key, 1, timeout=self.seconds)


def allowed(key: str, *, most: int, seconds: int = 60) -> bool:
    """Count one knock under `key`; answer False once there were `most` in the present window.

    The count is a brake, not a lock: two knocks in one instant may be counted as one.
    """
    window = int(time.time()) // seconds
    name = f"limit:{key}:{window}"
    if cache.add(name, 1, timeout=seconds * 2):
        return True
    seen = int(cache.get(name, 0)) + 1
    cache.set(name, seen, timeout=seconds * 2)
    return seen <= most
