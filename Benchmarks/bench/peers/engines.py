"""Connections to the engines, with the threads that the table shows."""


def sedona(threads: int):
    import sedonadb

    connection = sedonadb.connect()
    connection.sql(f"SET datafusion.execution.target_partitions = {threads}").execute()
    return connection, f"sedonadb {sedonadb.__version__}"


def duck(threads: int):
    from pathlib import Path

    import duckdb
    import duckdb_extension_spatial

    folder = Path(duckdb_extension_spatial.__file__).parent / "extensions"
    extension = next(folder.rglob("spatial.duckdb_extension"))
    connection = duckdb.connect()
    connection.execute(f"LOAD '{extension}'")
    connection.execute(f"SET threads = {threads}")
    connection.execute("SET memory_limit = '6GB'")
    return connection, f"duckdb {duckdb.__version__}"


def postgis(task: dict):
    """The private server that scripts/bench --postgis started."""
    import psycopg

    connection = psycopg.connect(task["postgis"], autocommit=True)
    workers = max(0, task["threads"] - 1)
    for setting in (
        f"SET max_parallel_workers_per_gather = {workers}",
        "SET work_mem = '256MB'",
        "SET maintenance_work_mem = '512MB'",
        "SET jit = off",
        "SET client_min_messages = warning",
    ):
        connection.execute(setting)
    version = connection.execute("SELECT postgis_lib_version()").fetchone()[0]
    server = connection.execute("SHOW server_version").fetchone()[0].split()[0]
    return connection, f"PostGIS {version}, PostgreSQL {server}"


def copy_columns(connection, table: str, columns: dict) -> None:
    """Fills a new table of numbers by COPY."""
    import io

    import pandas

    types = ", ".join(
        f"{name} {'int' if values.dtype.kind in 'iu' else 'float8'}"
        for name, values in columns.items()
    )
    connection.execute(f"DROP TABLE IF EXISTS {table}")
    connection.execute(f"CREATE UNLOGGED TABLE {table} ({types})")
    text = io.StringIO()
    pandas.DataFrame(columns).to_csv(text, index=False, header=False)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy,
    ):
        copy.write(text.getvalue())
