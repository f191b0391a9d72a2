"""Django database backend: PostgreSQL, started on the first connection where it is embedded."""

from typing import Any

from django.db.backends.postgresql import base

from pulang.web import embedded


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL whose host may be the word `embedded`."""

    def get_connection_params(self) -> dict[str, Any]:
        """Return the parameters, with the socket folder of the running embedded server."""
        if self.settings_dict["HOST"] == "embedded":
            self.settings_dict["HOST"] = embedded.ensure_running()
        return super().get_connection_params()
