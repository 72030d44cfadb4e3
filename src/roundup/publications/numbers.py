"""Numbers in addresses: those that a row can have."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import IntConverter


class Number(IntConverter):
    """A number that fits into a database; an address with any other number leads nowhere."""

    regex = "[0-9]{1,18}"


register_converter(Number, "number")


def number_part(name: str) -> str:
    """Return the part of a path that stands for the number `name`."""
    return f"<number:{name}>"
