"""Reading the newsroom's pages as a person would."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client
from lxml import html


def tree(response: HttpResponse) -> html.HtmlElement:
    return html.document_fromstring(response.content.decode())


def text(response: HttpResponse) -> str:
    """Return what a page says, with single spaces."""
    page = tree(response)
    for hidden in page.xpath("//script | //style"):
        hidden.drop_tree()
    for block in page.iter("b", "br", "dd", "dt", "h1", "h2", "h3", "h4", "li", "p", "td", "th"):
        block.tail = f" {block.tail or ''}"
    return " ".join(page.text_content().split())


def said(response: HttpResponse) -> list[str]:
    """Return the messages at the top of a page."""
    return [
        " ".join(item.text_content().split())
        for item in tree(response).xpath("//*[@id='messages']//ul[@class='messages']/li")
    ]


def hidden(client: Client, page: str, action: str) -> dict[str, str]:
    """Return the hidden fields of a page's form that leads there; nothing if there is no such form."""
    found = tree(client.get(page)).xpath("//form[@action=$to or .//button[@formaction=$to]]", to=action)
    inputs = found[0].xpath(".//input[@type='hidden']") if found else []
    return {field.get("name"): field.get("value") for field in inputs}
