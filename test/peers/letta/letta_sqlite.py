"""Letta 0.16.8's V1 REST server for tests: on SQLite, with Redis in this process. It exits with its parent.

usage: letta_sqlite.py <new database file> <port>      (its standard input is a pipe from the parent)
"""

import asyncio
import gc
import os
import sys
import threading
from datetime import timezone

database, port = sys.argv[1], int(sys.argv[2])
del sys.argv[1:]  # Letta also reads it


def leave_with_parent():
    """Exits when the pipe closes, which it does however the parent exits."""
    while os.read(0, 1024):
        pass
    os._exit(0)


threading.Thread(target=leave_with_parent, daemon=True).start()

# Nothing that it loads is garbage, and collecting takes a sixth of the start-up time.
gc.disable()

# Without a Postgres URI the ORM uses SQLite's column types.
for name in [name for name in os.environ if name.startswith("LETTA_PG")]:
    del os.environ[name]
os.environ["LETTA_REDIS_HOST"] = "127.0.0.1"

import fastapi  # noqa: E402
import nltk  # noqa: E402
import sqlalchemy.ext.asyncio  # noqa: E402
from fakeredis import FakeAsyncRedis  # noqa: E402
from sqlalchemy import event  # noqa: E402
from sqlalchemy.dialects.sqlite.base import DATETIME  # noqa: E402

# letta.server.db always creates a Postgres engine: this replaces it with one for SQLite.
create_async_engine = sqlalchemy.ext.asyncio.create_async_engine


def create_sqlite_engine(_uri, poolclass=None, **_options):
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{database}", connect_args={"timeout": 30}, poolclass=poolclass
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection, _record):
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=OFF", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


sqlalchemy.ext.asyncio.create_async_engine = create_sqlite_engine

# SQLite drops time zones; Postgres would return UTC.
read_datetime = DATETIME.result_processor


def read_datetime_in_utc(self, dialect, column_type):
    read = read_datetime(self, dialect, column_type)

    def read_in_utc(value):
        time = read(value) if read else value
        return time.replace(tzinfo=timezone.utc) if time is not None and time.tzinfo is None else time

    return read_in_utc if getattr(self, "timezone", False) else read


DATETIME.result_processor = read_datetime_in_utc

# Letta downloads a corpus at import, which tests do not need.
nltk.download = lambda *_arguments, **_options: False

# Letta writes a description of its API at import, which takes 2 s.
fastapi.FastAPI.openapi = lambda self: {"info": {}, "paths": {}, "components": {"schemas": {}}}

import letta.data_sources.redis_client as redis_client  # noqa: E402
import letta.orm  # noqa: E402, F401
from letta.orm.base import Base  # noqa: E402
from letta.server.db import engine  # noqa: E402


def connect_redis(connection_pool):
    """Returns a Redis in this process; fakeredis's TCP server is not sufficient for Letta."""
    return FakeAsyncRedis(decode_responses=connection_pool.connection_kwargs.get("decode_responses", True))


redis_client.Redis = connect_redis


async def create_tables():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await engine.dispose()


asyncio.run(create_tables())

from letta.server.rest_api.app import start_server  # noqa: E402

gc.enable()
start_server(host="127.0.0.1", port=port)
