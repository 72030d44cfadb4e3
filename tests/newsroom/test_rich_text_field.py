"""A field of rich text: its toolbar and keys write Markdown, and a paste leaves nothing else."""

from __future__ import annotations

import re
from random import Random

import pytest
from lxml.html import fromstring
from playwright.sync_api import Locator, Page

from roundup.rendering.rich_text import Listing, Span, lines_of, plain_words, rich_text
from tests.newsroom.visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def field(visit: Visit) -> Locator:
    """A field that appears on a page of the newsroom after it has been loaded."""
    page = visit("/newsroom/")
    page.evaluate(
        """() => document.querySelector("main").insertAdjacentHTML("afterbegin", `
            <form data-keep><label for="words">Words</label>
            <textarea id="words" name="words" rows="12" cols="60" data-rich></textarea></form>`)"""
    )
    page.get_by_role("group", name="Format: Words").wait_for()
    return page.get_by_label("Words", exact=True)


def choose(field: Locator, words: str) -> None:
    """Select the first place in the field that says `words`."""
    field.evaluate("(field, at) => { field.focus(); field.setSelectionRange(...at); }", _place(field, words))


def _place(field: Locator, words: str) -> list[int]:
    start = field.input_value().index(words)
    return [start, start + len(words)]


def chosen(field: Locator) -> str:
    return field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")


def paste(field: Locator, html: str = "", text: str = "") -> bool:
    """Paste as a browser does; return whether the field took it itself."""
    return field.evaluate(
        """(field, [html, text]) => {
            field.focus();
            const clipboardData = new DataTransfer();
            if (html) clipboardData.setData("text/html", html);
            clipboardData.setData("text/plain", text);
            return !field.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        [html, text],
    )


def pasted(field: Locator, html: str) -> str:
    field.fill("")
    paste(field, html)
    return field.input_value()


def press(field: Locator, name: str) -> None:
    field.page.get_by_role("button", name=name, exact=True).click()


def spans(text: str) -> list[Span]:
    return [span for part in rich_text(text) for lines in lines_of(part) for line in lines for span in line]


@pytest.mark.parametrize(
    ("button", "keys", "result", "selected"),
    [
        ("Bold", "b", "Two **words** here", "words"),
        ("Italic", "i", "Two *words* here", "words"),
        ("Link", "k", "Two [words](https://) here", "https://"),
    ],
)
def test_buttons_and_keys_do_the_same_and_one_step_undoes_it(
    button: str, keys: str, result: str, selected: str, field: Locator
) -> None:
    for act in (lambda: press(field, button), lambda: field.page.keyboard.press(f"Control+{keys}")):
        field.fill("Two words here")
        choose(field, "words")

        act()

        assert field.input_value() == result
        assert chosen(field) == selected
        assert field.evaluate("field => document.activeElement === field")
        field.page.keyboard.press("Control+z")
        assert field.input_value() == "Two words here"


@pytest.mark.parametrize(
    ("button", "start"), [("Bold", "a *words* b"), ("Italic", "a **words** b"), ("Bold", "a words b")]
)
def test_a_second_press_takes_the_marks_away(button: str, start: str, field: Locator) -> None:
    field.fill(start)
    choose(field, "words")

    press(field, button)
    assert field.input_value() != start
    press(field, button)

    assert field.input_value() == start


def test_marks_stay_out_of_spaces_and_inside_each_line(field: Locator) -> None:
    field.fill("a one \n- two\n\nthree b")
    choose(field, " one \n- two\n\nthree ")

    press(field, "Bold")

    assert field.input_value() == "a **one** \n- **two**\n\n**three** b"


def test_nothing_selected_puts_the_cursor_between_the_marks(field: Locator) -> None:
    press_and_type(field, "Bold", "loud")

    assert field.input_value() == "**loud**"


def press_and_type(field: Locator, button: str, words: str) -> None:
    field.focus()
    press(field, button)
    field.page.keyboard.type(words)


def test_lines_become_a_list_and_lines_again(field: Locator) -> None:
    field.fill("We have\none\n\n1. two")
    choose(field, "one\n\n1. two")

    press(field, "List")
    assert field.input_value() == "We have\n- one\n\n- two"
    press(field, "List")

    assert field.input_value() == "We have\none\n\ntwo"


def test_shift_and_enter_break_a_line(field: Locator) -> None:
    field.fill("one")
    field.press("Shift+Enter")
    field.page.keyboard.type("two")

    assert field.input_value() == "one\\\ntwo"
    assert len(lines_of(rich_text(field.input_value())[0])[0]) == 2


def test_the_page_knows_that_something_was_changed(field: Locator) -> None:
    field.evaluate(
        "field => { window.heard = 0; field.form.addEventListener('input', () => window.heard++); }"
    )
    field.fill("words")
    before = field.page.evaluate("window.heard")
    choose(field, "words")

    press(field, "Bold")
    paste(field, "<i>more</i>")

    assert field.page.evaluate("window.heard") >= before + 2


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
    """Return HTML of any nesting, of words and of signs that Markdown knows."""
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


def test_writing_begins_on_the_side_of_its_script(field: Locator) -> None:
    field.fill("مرحبًا بالعالم")

    assert field.get_attribute("dir") == "auto"
    assert field.evaluate("field => getComputedStyle(field).direction") == "rtl"


def test_a_field_that_is_replaced_works_and_has_one_toolbar(field: Locator) -> None:
    field.evaluate("field => { field.outerHTML = field.outerHTML; }")
    field.fill("again")
    choose(field, "again")

    press(field, "Bold")

    assert field.input_value() == "**again**"
    assert field.page.locator(".rich-bar").count() == 1


@pytest.mark.parametrize("width", [320, 1280])
def test_the_toolbar_fits_and_is_large_enough_for_fingers(width: int, field: Locator) -> None:
    page: Page = field.page
    page.set_viewport_size({"width": width, "height": 900})

    sizes = page.evaluate(
        "() => [...document.querySelectorAll('.rich-bar button')].map(e => [e.offsetWidth, e.offsetHeight])"
    )

    assert len(sizes) == 4
    assert width > 320 or all(side >= 44 for size in sizes for side in size)
    assert page.evaluate("document.querySelector('.rich-bar').scrollWidth") <= width


def test_the_keyboard_alone_reaches_the_buttons(field: Locator) -> None:
    field.fill("word")
    choose(field, "word")
    field.press("Shift+Tab")
    assert field.page.evaluate("document.activeElement.textContent") == "List"

    field.page.keyboard.press("Enter")

    assert field.input_value() == "- word"
