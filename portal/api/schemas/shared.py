"""Shapes that several answers share.

The fields of an answer that the schema of a case study describes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from ninja import Field, Schema
from pydantic import create_model

from casestudies.schema import Part, fields_of, public_name


class Problem(Schema):
    """One thing that is wrong with the address."""

    parameter: str = Field(description="Its name; blank if none is to blame.")
    message: str = Field(description="What is wrong, and what to do.")


class Error(Schema):
    """What is said instead of an answer."""

    status: int
    message: str
    problems: list[Problem]


class Paged(Schema):
    """A page of a list. The next and previous addresses are blank where there is none."""

    total: int = Field(description="On all pages together.")
    page: int
    pages: int
    next: str
    previous: str


class Link(Schema):
    """An address of the API, and what is there."""

    name: str
    address: str
    about: str


class Index(Schema):
    """Where everything is."""

    title: str
    licence: str
    documentation: str
    openapi: str
    links: list[Link]


S = TypeVar("S", bound=Schema)


def tells(
    part: type[Part], *, inside: str = "", only: Collection[str] | None = None
) -> Callable[[type[S]], type[S]]:
    """Give an answer's class the fields of a part that the API tells, before its own.

    `inside` names the object of the record in which they stand. What the class states itself
    stays as it states it; `only` keeps to some.
    """

    def filled(answer: type[S]) -> type[S]:
        told: dict[str, Any] = {}
        for name, uses in fields_of(part).items():
            public = uses.public
            if public is None or public.inside != inside:
                continue
            known_as = public_name(part, name)
            if known_as in answer.model_fields or (only is not None and known_as not in only):
                continue
            told[known_as] = (public.type, Field(description=public.description or None))
        model: type[S] = create_model(
            answer.__name__,
            __base__=answer,
            __doc__=answer.__doc__,
            __module__=answer.__module__,
            **told,
        )
        return model

    return filled
