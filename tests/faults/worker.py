"""The process that loads everything once and forks a worker for each task it is asked for."""

import json
import os
import select
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

import django


def serve(path: str) -> None:
    """Answer whoever connects with a process of its own, until our own input ends."""
    from tests.faults import words

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path)
    listening.listen(128)
    while True:
        ready, _, _ = select.select([listening, sys.stdin], [], [])
        if sys.stdin in ready:
            os.killpg(0, signal.SIGKILL)
        line, _ = listening.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            listening.close()
            _attend(line, words)
            os._exit(0)
        line.close()


def _attend(line: socket.socket, words: Any) -> None:
    with line.makefile("rw", encoding="utf-8") as file:
        first = file.readline()
        if not first:
            return
        asked = json.loads(first)

        def say(**what: object) -> None:
            file.write(json.dumps(what, default=str) + "\n")
            file.flush()

        try:
            backend, word = _connect(asked), words.WORDS[asked["word"]]
            words.get_ready(word)
            say(pid=os.getpid(), backend=backend)
            start = file.readline()
            if not start:
                return
            time.sleep(max(0.0, json.loads(start)["at"] - time.time()))
            answer = word(*asked["values"])
        except Exception as error:  # noqa: BLE001 - whatever went wrong is what the test wants to know
            say(error=repr(error)[:500])
        else:
            say(answer=answer)


def _connect(asked: dict[str, Any]) -> int:
    """Connect as who is asked for, and let each transaction leave its mark; return the backend."""
    from django.db import connection

    from tests.faults.crew import Mark

    connection.settings_dict["NAME"] = asked["database"]
    if asked["owner"]:
        connection.settings_dict["USER"] = "postgres"
    connection.ensure_connection()
    mark, switch = Mark(Path(asked["mark"])), connection.set_autocommit

    def marked(autocommit: bool, *rest: Any, **named: Any) -> None:
        # `atomic` switches it off when a transaction begins, and on when it was committed.
        if not autocommit:
            mark.begun()
        switch(autocommit, *rest, **named)
        if autocommit:
            mark.ended()

    connection.set_autocommit = marked
    return int(connection.connection.info.backend_pid)


if __name__ == "__main__":
    django.setup()
    serve(sys.argv[1])
