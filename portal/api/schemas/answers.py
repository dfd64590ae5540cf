"""Shapes that several answers share."""

from __future__ import annotations

from ninja import Field, Schema


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
