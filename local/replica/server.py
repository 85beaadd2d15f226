"""One running replica: a data directory of its own, a port on the loopback interface, gone with the process."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pymysql

from local.ports import LOOPBACK, free_port
from local.processes import ChildProcess

if TYPE_CHECKING:
    from pymysql.connections import Connection

INSTALL_SERVER = Path(__file__).with_name("install-server.sh")
SCHEMA = Path(__file__).with_name("schema.sql")
SEARCHED = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])
SHARED = (Path("/usr/share/mysql"), Path("/usr/share/mariadb"))
SYSTEM_TABLES = ("mysql_system_tables.sql", "mysql_performance_tables.sql", "mysql_system_tables_data.sql")
FIRST_WORDS = """\
CREATE DATABASE mysql;
USE mysql;
SET @auth_root_socket = NULL;
SET @skip_auth_anonymous = 1;
"""
INSTALL_SECONDS = 300

READER = "s12345"  # as Wikimedia names the accounts of its tools
READER_PASSWORD = "a/strange:pass@word"  # noqa: S105 - a secret of nothing real; it tries the address's escapes
DATABASE = "commonswiki_p"


class InstallationError(Exception):
    """MariaDB is not here and cannot be had; the text has what was said."""


class ReplicaServer:
    """A replica of Commons without a row in it."""

    def __init__(self, directory: Path) -> None:
        """Keep everything in `directory`, which is made."""
        self._directory = directory
        self._data = directory / "data"
        self.port = free_port()
        self._server: ChildProcess | None = None

    @property
    def url(self) -> str:
        """What Curator is given as COMMONS_DB_URL."""
        return f"mysql://{READER}:{quote(READER_PASSWORD, safe='')}@{LOOPBACK}:{self.port}/{DATABASE}"

    def start(self) -> None:
        """Make the database and start serving it.

        Raises:
            InstallationError: MariaDB cannot be had.
            StartError: it does not answer.
        """
        program = _installed()
        self._data.mkdir(parents=True)
        options = [program, "--no-defaults", f"--datadir={self._data}", "--innodb-log-file-size=8M"]
        if os.getuid() == 0:
            options.append("--user=root")
        _run([*options, "--bootstrap"], _system_tables())
        self._server = ChildProcess(
            "replica",
            # A socket is named relative to the data directory: the whole path may be longer than sockets' names can be.
            [*options, f"--bind-address={LOOPBACK}", f"--port={self.port}", "--socket=socket"],
            port=self.port,
            log_file=self._directory / "server.log",
            directory=self._directory,
        )
        self._server.start()
        self._server.wait_until_ready()
        with self.connection() as connection, connection.cursor() as cursor:
            for statement in SCHEMA.read_text(encoding="utf-8").split(";\n"):
                if statement.strip():
                    cursor.execute(statement)
            cursor.execute(f"CREATE USER {READER} IDENTIFIED BY %s", (READER_PASSWORD,))
            cursor.execute(f"GRANT SELECT ON {DATABASE}.* TO {READER}")

    def stop(self) -> None:
        """End it and forget all it held."""
        if self._server is not None:
            self._server.kill()
        shutil.rmtree(self._data, ignore_errors=True)

    def connection(self) -> "Connection[Any]":
        """Return a connection that may do everything."""
        return pymysql.connect(
            host=LOOPBACK, port=self.port, user="root", password="", charset="utf8mb4", autocommit=True
        )

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
        """Insert rows into a table of the wiki; return the id of the last one."""
        places = ", ".join(["%s"] * len(columns))
        statement = f"INSERT INTO commonswiki.{table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - ours
        with self.connection() as connection, connection.cursor() as cursor:
            cursor.executemany(statement, rows)
            return int(cursor.lastrowid or 0)

    def empty(self) -> None:
        """Forget all rows."""
        with self.connection() as connection, connection.cursor() as cursor:
            for table in ("category", "page", "linktarget", "pagelinks", "templatelinks"):
                cursor.execute(f"TRUNCATE commonswiki.{table}")


def _installed() -> str:
    if shutil.which("mariadbd", path=SEARCHED) is None:
        _run([str(INSTALL_SERVER)])
    program = shutil.which("mariadbd", path=SEARCHED)
    if program is None:
        raise InstallationError("MariaDB was installed, but mariadbd is not among the programs")
    return program


def _system_tables() -> str:
    folder = next((folder for folder in SHARED if (folder / SYSTEM_TABLES[0]).exists()), None)
    if folder is None:
        raise InstallationError(f"MariaDB's system tables are not in {' or '.join(map(str, SHARED))}")
    return FIRST_WORDS + "".join((folder / name).read_text(encoding="utf-8") for name in SYSTEM_TABLES)


def _run(command: list[str], text: str = "") -> None:
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS)
    if done.returncode:
        raise InstallationError(f"{command[0]}:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
