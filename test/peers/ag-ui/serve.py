"""Serves an agent on a port of 127.0.0.1. The server exits with its parent, and lists at /ran which of its tools ran."""

import os
import sys
import threading

import uvicorn
from starlette.responses import JSONResponse
from starlette.routing import Route

RAN = []
"""The calls of the server's own tools, in order."""


def ran(name, **given):
    RAN.append({"name": name, "input": given})


async def list_ran(_request):
    return JSONResponse(RAN)


def leave_with_parent():
    """Exits when the standard input closes, which it does however the parent exits."""
    while os.read(0, 1024):
        pass
    os._exit(0)


def serve(app):
    """Runs the app on the port that the command line names."""
    threading.Thread(target=leave_with_parent, daemon=True).start()
    app.router.routes.append(Route("/ran", list_ran))
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
