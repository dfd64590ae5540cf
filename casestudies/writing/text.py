"""Plain text as people type it, and the rich text that the record keeps. Lossless both ways.

An empty line ends a paragraph, a line that begins with “- ” is an entry of a list.
"""

from __future__ import annotations

import re
from html import escape, unescape

from django.utils.html import strip_tags

ENTRY = re.compile(r"^\s*[-•*]\s+(.*)$")
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
ENTRY_END = re.compile(r"</li\s*>", re.IGNORECASE)
ENTRY_START = re.compile(r"<li[^<>]*>", re.IGNORECASE)
BLOCK_END = re.compile(r"</(p|h[1-6]|ul|ol|blockquote)\s*>", re.IGNORECASE)


def to_html(text: str) -> str:
    """Rich text of typed words. Everything is escaped: nothing typed is taken as markup."""
    html: list[str] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip()):
        lines: list[str] = []
        entries: list[str] = []
        for line in block.split("\n"):
            entry = ENTRY.match(line)
            if entry:
                html += _paragraph(lines)
                lines = []
                entries.append(f"<li>{_escaped(entry.group(1))}</li>")
            elif line.strip():
                html += _list(entries)
                entries = []
                lines.append(_escaped(line))
        html += _paragraph(lines) + _list(entries)
    return "".join(html)


def to_text(html: str) -> str:
    """The words of rich text, as one would type them."""
    text = BREAK.sub("\n", html or "")
    text = ENTRY_START.sub("- ", text)
    text = ENTRY_END.sub("\n", text)
    text = BLOCK_END.sub("\n\n", text)
    text = unescape(strip_tags(text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _paragraph(lines: list[str]) -> list[str]:
    return [f"<p>{'<br/>'.join(lines)}</p>"] if lines else []


def _list(entries: list[str]) -> list[str]:
    return [f"<ul>{''.join(entries)}</ul>"] if entries else []


def _escaped(line: str) -> str:
    return escape(line.strip(), quote=False)
