"""A site whose every page takes a while: what a restart must not drop."""

from __future__ import annotations

import os
import time
from urllib.parse import parse_qs


def application(environ, start_response):
    seconds = float(parse_qs(environ["QUERY_STRING"]).get("seconds", ["0"])[0])
    time.sleep(seconds)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"done by {os.getpid()}".encode()]
