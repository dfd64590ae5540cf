"""What the API says when it cannot answer: always JSON, always of one shape."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import JsonResponse

LIST = "The addresses that there are stand in /api/v1/."
SENTENCES = {
    400: "This address cannot be read. Check it for mistakes.",
    404: f"There is nothing at this address. {LIST}",
    405: "This is a read API: use GET.",
    500: "Something went wrong here, not with your address. Try again later.",
}


class Refused(Exception):
    """A request that cannot be answered. `problems` pairs a parameter with what is wrong."""

    def __init__(self, status: int, message: str, problems: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.problems = tuple(problems)


def body(
    status: int, message: str = "", problems: Iterable[tuple[str, str]] = ()
) -> dict[str, Any]:
    """The one shape of an error."""
    return {
        "status": status,
        "message": message or SENTENCES.get(status, SENTENCES[400]),
        "problems": [{"parameter": name, "message": said} for name, said in problems],
    }


def answer(
    status: int, message: str = "", problems: Iterable[tuple[str, str]] = ()
) -> JsonResponse:
    """The error as an answer."""
    return JsonResponse(body(status, message, problems), status=status)
