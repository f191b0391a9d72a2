"""Which tests stay together when several processes share the work.

The browser's tests look at one province, the faults' at one server, and both are dear to make; the
chapters of a story have an order. Everything else goes to whoever is free. By path and not by the
marker `xdist_group`: pytest 9.2 keeps the names of tests where xdist 3.8 does not mark them, and says
nothing.
"""

from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/browser/", "tests/faults/", "pulang/web/tests/test_embedded.py")


def stays_with(nodeid: str) -> str:
    """Return what a test stays with: its family, or itself."""
    return next((family for family in TOGETHER if nodeid.startswith(family)), nodeid)


class FamiliesTogether(LoadScopeScheduling):
    """Gives a family of tests to one process, the largest first; all others one by one."""

    def _split_scope(self, nodeid: str) -> str:
        return stays_with(nodeid)
