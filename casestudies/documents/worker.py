"""The process that reads one file: bytes in, JSON out. Started by `reading`, never imported."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

from casestudies.attachments.file_kinds import UploadRefused
from casestudies.documents.blocks import to_plain

# Forty pages of a PDF take 60 MB and some eight seconds on a busy machine.
MAX_MEMORY = 512 * 1024 * 1024
MAX_SECONDS = 25


def limit() -> None:
    """Hold this process to half a gigabyte and 25 seconds, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's time limit has to do
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))


def answer(kind: str, upload: bytes) -> dict[str, Any]:
    """What a file of this kind holds, or why it is refused."""
    try:
        if kind == "docx":
            from casestudies.documents.docx import read_docx as read
        else:
            from casestudies.documents.pdf import read_pdf as read
        return {"document": to_plain(read(upload))}
    except UploadRefused as refusal:
        return {"refused": [refusal.code, refusal.message]}
    except MemoryError:
        raise
    except Exception:  # a reader met something that its makers did not think of
        logging.getLogger(__name__).exception("A document of kind %s could not be read", kind)
        sentence = "The file could not be read. Save it again and upload that, or paste the text."
        return {"refused": ["damaged", sentence]}


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps(answer(sys.argv[1], sys.stdin.buffer.read())))
