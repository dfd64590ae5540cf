"""Serve the demonstration: a threaded WSGI server, on this machine only."""

from __future__ import annotations

import socket

import waitress
from django.core.management.base import CommandError

HOST = "127.0.0.1"


def check_port(port: int) -> None:
    """Raise CommandError, before anything is loaded, if the port is not free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is in use. Stop what uses it, or add --port {port + 1}."
            ) from error


def serve(port: int) -> None:
    """Serve until stopped by Ctrl+C. Says so once the port answers, not before."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    # Nothing is collected for a demonstration, and WhiteNoise warns of a folder that is not there.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    server = waitress.create_server(
        get_wsgi_application(), host=HOST, port=port, threads=8, clear_untrusted_proxy_headers=True
    )
    print(f"Serving on http://localhost:{port}/ (stop with Ctrl+C)", flush=True)  # noqa: T201
    server.run()
