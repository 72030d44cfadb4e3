"""A feed that means harm goes all the way to the proof: nothing executes, nothing is mangled."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from lxml import html

from roundup.articles.fetching import fetch_source
from roundup.articles.models import Source
from roundup.articles.source_management import add_source
from roundup.articles.sources.fetch import Fetcher
from roundup.editions.assembling import assemble_edition
from roundup.editions.models import Edition
from roundup.sending.proof_files import write_proof_files
from tests.articles.web import running_web
from tests.making import NOW, make_publication

pytestmark = pytest.mark.django_db

FAMILY = "👩‍👩‍👧‍👦 ❤️"
TITLES = {
    "script": 'Tariffs <script>alert("1")</script> rise again on the border',
    "template": "Braces {{ 7*7 }} and {% raw %} and {# note #} stay what they are",
    "mjml": "Tags </mj-text><mj-raw><mj-include path='/etc/passwd'/></mj-raw> keep their brackets",
    "quotes": "He said \"stop\" & 'go' \\n \\u{a0} -- and left > before < after",
    "emoji": f"A family {FAMILY} walks home, all of it",
    "arabic": "العربية: مَرْحَبًا بِكُمْ في الأسبوع",
    "hindi": "हिन्दी में एक शीर्षक जो पूरा रहता है",
    "long": " ".join(["Headline"] * 34)[:300].strip(),
    "mark": "A reader's mark -ru0000000000.unsubscribe- is only letters here",
    "comment": "Endings --> ]]> <!--[if mso]> harm nobody",
}
BODY = (
    '<p onclick="alert(2)">A paragraph with <a href="javascript:alert(3)">a link</a> and '
    "<img src=x onerror=alert(4)> and <svg onload=alert(5)></svg> {{ config }} "
    '<iframe src="https://bad.example/"></iframe></p><style>body{display:none}</style>'
)


def feed(base: str) -> bytes:
    items = "".join(
        f"<item><title>{escape(escape(title) if key in ('script', 'mjml', 'comment') else title)}</title>"
        f"<link>{base}/{key}</link><guid isPermaLink='false'>{key}</guid>"
        f"<dc:creator>{escape(FAMILY)} \\ O'Neil &lt;b&gt;</dc:creator>"
        f"<category>News {{{{ 1 }}}}</category>"
        f"<pubDate>{format_datetime(NOW - timedelta(hours=place + 1))}</pubDate>"
        f"<description>{escape(BODY)}</description>"
        f"<media:content url='{base}/{key}.jpg' medium='image'>"
        f'<media:title>{escape(FAMILY)} " onload=alert(6) x=\\ العربية</media:title>'
        '<media:credit>" onerror="alert(7)</media:credit></media:content></item>'
        for place, (key, title) in enumerate(TITLES.items())
    )
    return (
        "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' "
        "xmlns:media='http://search.yahoo.com/mrss/'><channel><title>Bad \x0b news</title>"
        "<item><title>A link that is code</title><link>javascript:alert(8)</link></item>"
        f"{items}</channel></rss>"
    ).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publication = make_publication(max_stories=20)
    publication.sections.all().delete()
    with running_web() as web:
        url = web.serve("/feed", feed("https://bad.example"), content_type="text/html")
        source = add_source(publication, url)
        Source.objects.filter(pk=source.pk).update(fills_from_page=False)
        fetch_source(source.pk, NOW, Fetcher(["127.0.0.0/8"]))
    write_proof_files(assemble_edition(publication, NOW), tmp_path)
    return tmp_path


def test_nothing_executes(folder: Path) -> None:
    page = html.fromstring((folder / "edition.html").read_text())

    assert not page.xpath("//script | //iframe | //svg | //object | //form")
    assert not [name for element in page.iter("*") for name in element.attrib if name.startswith("on")]
    links = [*page.xpath("//@href"), *page.xpath("//@src")]
    assert links
    assert all(link.startswith(("http://", "https://")) for link in links)


def test_no_template_and_no_engine_reads_it(folder: Path) -> None:
    markup = (folder / "edition.html").read_text()

    assert "49" not in html.fromstring(markup).text_content().split()
    assert "<mj-" not in markup
    assert "\\u{" not in markup.replace("\\u{a0} --", "")


def test_every_headline_arrives_as_it_was_written(folder: Path) -> None:
    headings = {
        " ".join(heading.text_content().split())
        for heading in html.fromstring((folder / "edition.html").read_text()).xpath("//h2 | //h3 | //li/a")
    }
    text = " ".join((folder / "edition.txt").read_text().split())

    for key, title in TITLES.items():
        story = Edition.objects.get().stories.get(article__url=f"https://bad.example/{key}")
        if key != "script":
            assert story.headline == title
        assert story.headline in headings
        assert story.headline in text


def test_only_real_links_become_stories(folder: Path) -> None:
    assert not Edition.objects.get().stories.filter(headline__startswith="A link that is code").exists()


def test_the_message_parses_without_defects(folder: Path) -> None:
    raw = (folder / "edition.eml").read_bytes()
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)

    assert not [part.defects for part in message.walk() if part.defects]
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert "<mj-" not in message.get_body(("html",)).get_content()
