"""What a page weighs: the answer itself, and all that a browser loads with it, both ways."""

from __future__ import annotations

import gzip
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

# As WhiteNoise and most servers: the smallest that takes no longer than it saves.
LEVEL = 6
PACKED = {".png", ".jpg", ".jpeg", ".webp", ".woff", ".woff2", ".gif"}


class _Linked(HTMLParser):
    """The addresses of styles, scripts and pictures that a page loads at once."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "img"):
            self.addresses.append(given.get("src") or "")
        elif tag == "link" and given.get("rel") == "stylesheet":
            self.addresses.append(given.get("href") or "")


def linked(html: str) -> list[str]:
    """Each address once, in the order of the page; none for what the page has inside."""
    parser = _Linked()
    parser.feed(html)
    addresses = dict.fromkeys(parser.addresses)
    return [address for address in addresses if address and not address.startswith("data:")]


def weigh(answer: Any) -> dict[str, int]:
    """Bytes of an answer: its HTML plain and compressed, as sent, and with its files."""
    sent = answer.content
    html = gzip.decompress(sent) if answer.get("Content-Encoding") == "gzip" else sent
    files = [path for address in linked(html.decode()) if (path := _file(address))]
    plain = sum(path.stat().st_size for path in files)
    return {
        "html": len(html),
        "html_gzip": len(gzip.compress(html, LEVEL)),
        "sent": len(sent),
        "files": len(files),
        "page": len(html) + plain,
        "page_gzip": len(gzip.compress(html, LEVEL)) + sum(map(_compressed, files)),
    }


def _compressed(path: Path) -> int:
    content = path.read_bytes()
    return len(content) if path.suffix in PACKED else len(gzip.compress(content, LEVEL))


def _file(address: str) -> Path | None:
    """The file behind an address of the site's own static files or media."""
    from django.conf import settings
    from django.contrib.staticfiles import finders

    plain = address.partition("?")[0]
    if plain.startswith(settings.STATIC_URL):
        static = finders.find(plain.removeprefix(settings.STATIC_URL))
        return Path(static) if static else None
    if plain.startswith(settings.MEDIA_URL):
        path = Path(settings.MEDIA_ROOT) / plain.removeprefix(settings.MEDIA_URL)
        return path if path.is_file() else None
    return None
