"""A private PostGIS server: own data folder, a Unix socket, no network, gone when we are done."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

BIN = Path("/usr/lib/postgresql/15/bin")
USER = "postgres"


@contextlib.contextmanager
def running():
    """Yields what to connect with. PostgreSQL refuses to run as root, so root becomes postgres."""
    root = os.geteuid() == 0
    folder = Path(tempfile.mkdtemp(prefix="leadline-postgis-"))
    as_user = ["runuser", "-u", USER, "--"] if root else []
    if root:
        account = pwd.getpwnam(USER)
        os.chown(folder, account.pw_uid, account.pw_gid)

    def call(*words):
        done = subprocess.run(
            [*as_user, *map(str, words)], cwd=folder, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{Path(words[0]).name}: {(done.stderr or done.stdout).strip()}")

    data = folder / "data"
    settings = (
        f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        " -c shared_buffers=1GB -c max_wal_size=4GB -c full_page_writes=off"
        " -c min_parallel_table_scan_size=0 -c parallel_setup_cost=0 -c autovacuum=off"
    )
    try:
        call(BIN / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync")
        call(BIN / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start")
        try:
            connection = f"host={folder} user={USER} dbname=postgres"
            import psycopg

            with psycopg.connect(connection, autocommit=True) as server:
                server.execute("CREATE EXTENSION postgis")
            yield connection
        finally:
            call(BIN / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
