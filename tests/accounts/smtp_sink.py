"""A mail server on this machine that keeps what it is sent: the real protocol, no one's network."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager

ANSWERS = {b"EHLO": b"250 sink", b"HELO": b"250 sink", b"DATA": b"354 go on", b"QUIT": b"221 bye"}


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        if self.server.does == "hang":
            self.server.over.wait(60)
            return
        self.wfile.write(b"220 sink\r\n")
        for line in self.rfile:
            verb = line[:4].strip().upper()
            if self.server.does == "cut" and verb == b"DATA":
                return
            if self.server.does == "slow":
                self.server.over.wait(0.1)
            if verb == b"RCPT" and any(one in line.decode() for one in self.server.refused):
                self.wfile.write(b"550 no such person here\r\n")
                continue
            self.wfile.write(ANSWERS.get(verb, b"250 ok") + b"\r\n")
            if verb == b"QUIT":
                return
            if verb == b"DATA":
                self._take_letter()

    def _take_letter(self):
        letter = b""
        for line in self.rfile:
            if line == b".\r\n":
                break
            letter += line
        self.server.letters.append(letter.decode())
        self.wfile.write(b"250 kept\r\n")


@contextmanager
def smtp_sink(refused=(), does=""):
    """Yields (port, letters) while the server runs on the loopback address.

    Letters to the addresses in `refused` are not taken. It `does` well, or it may "hang" before
    its first word, be "slow" with each, or "cut" the line before a letter.
    """
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as server:
        server.letters, server.refused, server.does = [], tuple(refused), does
        server.over = threading.Event()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], server.letters
        server.over.set()
        server.shutdown()
