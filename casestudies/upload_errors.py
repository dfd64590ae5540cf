"""The one way in which an upload is refused: a code for tests, a sentence for the person."""

from __future__ import annotations


class UploadRefused(ValueError):
    """An upload that cannot be taken. `message` says why, and what to do about it.

    `code` is a short stable word such as `encrypted`, for tests and for choosing a help text.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
