"""What is pasted into a field of rich text becomes Markdown; nothing else of it stays."""

from __future__ import annotations

import re
from random import Random

import pytest
from lxml.html import fromstring
from playwright.sync_api import Locator

from roundup.rendering.rich_text import Listing, Span, lines_of, plain_words, rich_text
from tests.newsroom.rich_field import choose, paste, pasted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def spans(text: str) -> list[Span]:
    return [span for part in rich_text(text) for lines in lines_of(part) for line in lines for span in line]


def test_an_address_pasted_over_words_links_them(field: Locator) -> None:
    field.fill("Read this now")
    choose(field, "this")

    assert paste(field, text="https://e.example/a_(b)")

    assert field.input_value() == "Read [this](https://e.example/a_%28b%29) now"


def test_plain_text_is_left_to_the_browser(field: Locator) -> None:
    assert not paste(field, text="**typed** elsewhere")
    assert not paste(field, '<img src="https://t.example/a.png">', "a picture")


HOSTILE = """
    <style>p { color: red }</style><script>window.ran = 1</script><title>T</title>
    <p onclick="window.ran = 1">One <a href="javascript:window.ran=1">click</a>
    <a href="data:text/html,x">data</a> <a href="https://u:p@e.example/">secret</a>
    <img src="https://track.example/pixel.gif" onerror="window.ran = 1">
    <span style="display:none">hidden</span><svg onload="window.ran = 1"><text>drawn</text></svg></p>
    <iframe srcdoc="<script>parent.ran = 1</script>"></iframe>
    <form><input value="typed"><button>Press</button></form><template><b>template</b></template>
    <p>**not bold** [not a link](https://evil.example) 1. and snake_case _em_</p><p>- no list</p>
    <a href="https://e.example/a b&quot;onclick=x">spaced</a> <math><mi>x</mi></math>
"""


def test_hostile_html_leaves_words_alone(field: Locator) -> None:
    asked: list[str] = []
    field.page.on("request", lambda request: asked.append(request.url))

    text = pasted(field, HOSTILE)

    words = " ".join(plain_words(text).split())
    assert words == (
        "One click data secret **not bold** [not a link](https://evil.example) 1. and snake_case _em_ "
        "- no list spaced"
    )
    assert [span.url for span in spans(text) if span.url] == ["https://evil.example"]
    assert not any(span.strong or span.emphasis for span in spans(text))
    assert field.page.evaluate("window.ran") is None
    assert not [url for url in asked if "track" in url]


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta name=Generator content="Microsoft Word 15">
<style><!-- p.MsoNormal { margin: 0 } --></style></head>
<body lang=EN-GB><!--StartFragment-->
<p class=MsoNormal><b><span lang=EN-GB style='font-size:14.0pt'>Dear readers,<o:p></o:p></span></b></p>
<p class=MsoNormal>this&nbsp; week <i style='mso-bidi-font-style:normal'>only</i> <a
href="https://e.example/?a=1&amp;b=2"><span style='color:windowtext'>a link</span></a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst
style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;
</span></span><![endif]>First</p>
<p class=MsoListParagraphCxSpLast
style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-list:Ignore'>·<span>&nbsp; </span></span><![endif]><b>Second</b></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp; </span></span><![endif]>Numbered</p><!--EndFragment--></body></html>"""

DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-7f3a"><p dir="ltr"
style="line-height:1.38;"><span style="font-weight:400;white-space:pre-wrap;">Plain, </span><span
style="font-weight:700;white-space:pre-wrap;">bold</span><span
style="font-style:italic;"> slanted</span><span> and </span><a
href="https://e.example/d" style="text-decoration:none;"><span
style="font-weight:700;">linked</span></a></p><br>
<ul><li dir="ltr" aria-level="1"><p role="presentation"><span>One</span></p></li>
<ul><li><p><span>Deeper</span></p></li></ul><li><p><span>Two</span></p></li></ul>
<ol><li><p>First</p></li><li><p>Second<br>line</p></li></ol></b>"""


def test_what_word_copies_becomes_markdown(field: Locator) -> None:
    assert pasted(field, WORD) == (
        "**Dear readers,**\n\nthis week *only* [a link](https://e.example/?a=1&b=2).\n\n"
        "- First\n- **Second**\n\n1. Numbered"
    )


def test_what_google_docs_copies_becomes_markdown(field: Locator) -> None:
    assert pasted(field, DOCS) == (
        "Plain, **bold** *slanted* and [**linked**](https://e.example/d)\n\n"
        "- One\n- Deeper\n- Two\n\n1. First\n2. Second\\\nline"
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<b>bold<i>both</i></b><i>slanted</i>", "**bold**both*slanted*"),
        ("a<b>“quoted”</b>b <b> spaced </b>c", "a“**quoted**”b **spaced** c"),
        ("<b>Note:</b>now", "**Note**:now"),
        ("<h1>Title</h1>text<br>line<br><br>next", "Title\n\ntext\\\nline\n\nnext"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
        ('<a href="MAILTO:us@e.example?bcc=them@e.example">us</a>', "[us](mailto:us@e.example)"),
        ('<a href="https://e.example/a_b">https://e.example/a_b</a>', "https://e.example/a_b"),
        ('<a href="https://e.example/">a [b] c</a>', "[a \\[b\\] c](https://e.example/)"),
        ('<a href="https://e.example/"><div>in a block</div></a>', "[in a block](https://e.example/)"),
        ("<p>24. December</p><p>1. May</p>", "24\\. December\n\n1\\. May"),
        ("C:\\dir \\* 2*3*4", "C:\\\\dir \\\\\\* 2\\*3\\*4"),
        ("<p>10\u00a0km : 👩‍👩‍👧‍👦 ❤️</p>", "10\u00a0km : 👩‍👩‍👧‍👦 ❤️"),
        (
            "<p dir=rtl><b>مرحبًا</b> <a href='https://e.example/'>بالعالم</a></p>",
            "**مرحبًا** [بالعالم](https://e.example/)",
        ),
    ],
)
def test_html_of_any_shape_says_the_same_in_markdown(html: str, text: str, field: Locator) -> None:
    assert pasted(field, html) == text
    assert not re.search(r"\*\*|\]\(", plain_words(field.input_value()))


def nested(chance: Random, depth: int = 0) -> str:
    """Return HTML of any nesting, of words and of characters that Markdown knows."""
    made = ""
    for _ in range(chance.randint(1, 4)):
        if depth < 4 and chance.random() < 0.5:
            opening = chance.choice(
                ["b", "i", "strong", "em", "span", "p", "li", "ul", "ol", "div", LINK, LINK]
            )
            made += f"<{opening}>{nested(chance, depth + 1)}</{opening.partition(' ')[0]}>"
        else:
            made += chance.choice(
                ["word", " ", "a.", "“é”", "*", "_", "[", "]", "(", "- ", "1. ", "\\", "!", "&amp;"]
            )
    return made


LINK = "a href='https://e.example/a_b'"


def test_html_of_any_nesting_keeps_its_words_and_shows_no_marks(field: Locator) -> None:
    chance = Random(61)
    many = [nested(chance) for _ in range(1_500)]

    texts = field.page.evaluate("many => many.map(richPaste.markdownOf)", many)

    for source, text in zip(many, texts, strict=True):
        words = "".join(fromstring(f"<div>{source}</div>").text_content().split())
        assert "".join(plain_words(text).split()) == words, (source, text)


def test_a_paste_of_several_paragraphs_stands_apart_from_what_is_there(field: Locator) -> None:
    field.fill("before after")
    choose(field, " after")
    field.press("ArrowLeft")

    paste(field, "<p>one</p><ul><li>two</li></ul>")

    assert field.input_value() == "before\n\none\n\n- two\n\n after"
    assert [type(part) for part in rich_text(field.input_value())][2] is Listing
