"""A PostgreSQL server of the tests' own, in a folder that is thrown away."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

OWNER = "postgres"  # the server does not run as root
PROGRAMS = Path("/usr/lib/postgresql")  # where Debian puts them


class PostgreSQL:
    """A running server; it listens on a socket in its folder."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._folder = programs, folder
        self._data = folder / "data"

    def run(self, program: str, *words: str) -> None:
        """One of the server's programs, as its owner."""
        as_owner = {"user": OWNER, "group": OWNER, "extra_groups": []} if os.geteuid() == 0 else {}
        command = [str(self._programs / program), *words]
        with (self._folder / "log").open("ab") as log:  # no pipe, the server would keep it open
            subprocess.run(command, cwd=self._folder, stdout=log, stderr=log, check=True, **as_owner)  # type: ignore[call-overload]

    def start(self) -> None:
        """Make the cluster and start it."""
        self.run("initdb", "--pgdata", str(self._data), "--auth", "trust", "--username", "grader", "--no-sync")
        options = f"-k {self._folder} -c listen_addresses='' -c fsync=off"
        self.run("pg_ctl", "--pgdata", str(self._data), "--wait", "--options", options, "start")

    def stop(self) -> None:
        """End it."""
        self.run("pg_ctl", "--pgdata", str(self._data), "--wait", "--mode", "immediate", "stop")

    def new_database(self, name: str) -> str:
        """An empty database, by its URL."""
        self.run("createdb", "--host", str(self._folder), "--username", "grader", name)
        return f"postgresql+psycopg2://grader@/{name}?host={self._folder}"


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """The server; skips the test where it is not installed."""
    pytest.importorskip("psycopg2")
    installed = sorted(PROGRAMS.glob("*/bin/initdb")) or [Path(path) for path in [shutil.which("initdb")] if path]
    if not installed:
        pytest.skip("PostgreSQL's server is not installed")
    with tempfile.TemporaryDirectory() as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, OWNER, OWNER)
        server = PostgreSQL(installed[-1].parent, Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
