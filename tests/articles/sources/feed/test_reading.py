"""An item gives an article, whichever of a hundred forms its publisher uses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from roundup.articles.sources.feed.reading import read_feed
from tests.articles.sources.feed.feeds import article, atom, codes, document, reading, rss

LEAD = "https://magazine.example/media-library/image.jpg?id=65559941&amp;width=1200&amp;height=800"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("War &amp; peace", "War & peace"),
        ("War &amp;amp; peace", "War & peace"),
        ("It&amp;#8217;s over", "It’s over"),
        ("<![CDATA[It&#8217;s <em>over</em>]]>", "It’s over"),
        ("&amp;lt;i&amp;gt;Ulysses&amp;lt;/i&amp;gt; at 100", "Ulysses at 100"),
        ("Martine Ã©crit en UTF-8", "Martine Ã©crit en UTF-8"),
        ("Why Vec&lt;T&gt; wins", "Why Vec<T> wins"),
        ("\n  Two\n  lines ", "Two lines"),
        ("", ""),
    ],
)
def test_a_title_is_plain_text(written: str, title: str) -> None:
    assert article(f"<title>{written}</title>").title == title


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>https://x.example/a</link>", "https://x.example/a"),
        (
            "<link><![CDATA[https://x.example/a?id=1&utm_source=rss&b=2]]></link>",
            "https://x.example/a?id=1&b=2",
        ),
        ("<link>/a</link>", "https://magazine.example/a"),
        ("<link>//x.example/a</link>", "https://x.example/a"),
        ('<link xml:base="https://y.example/b/">c</link>', "https://magazine.example/feeds/c"),
        ("<guid>https://x.example/a</guid>", "https://x.example/a"),
        ('<guid isPermaLink="false">https://x.example/a</guid>', ""),
        ("<guid>tag:x.example,2026:1</guid>", ""),
        ('<atom:link href="https://x.example/a"/>', "https://x.example/a"),
        (
            "<link>https://feeds.example/~r/1</link><feedburner:origLink>https://x.example/a</feedburner:origLink>",
            "https://x.example/a",
        ),
        ("<link>javascript:alert(1)</link>", ""),
    ],
)
def test_the_address_of_an_article_is_found(item: str, url: str) -> None:
    assert article(item).url == url


def test_a_guid_is_kept_as_written() -> None:
    found = article(
        '<guid isPermaLink="false"> 1d88b6fd ?utm_source=x </guid><link>https://x.example/a</link>'
    )

    assert found.guid == "1d88b6fd ?utm_source=x"


def test_an_atom_entry_links_to_its_page_and_not_to_its_comments() -> None:
    entry = (
        '<link rel="replies" href="https://x.example/a#comments"/><link rel="self" href="https://x.example/a.atom"/>'
        '<link rel="alternate" type="application/json" href="https://x.example/a.json"/>'
        '<link rel="alternate" type="text/html" href="https://x.example/a"/><id>urn:uuid:1</id>'
    )
    (found,) = reading(atom(entry)).articles

    assert (found.url, found.guid) == ("https://x.example/a", "urn:uuid:1")


def test_xml_base_resolves_what_is_below_it() -> None:
    feed = atom('<link href="c"/><content type="html">&lt;img src="d.jpg"/&gt;</content>').replace(
        "<entry>", '<entry xml:base="https://y.example/b/">'
    )
    (found,) = reading(feed).articles

    assert found.url == "https://y.example/b/c"
    assert found.image is not None
    assert found.image.url == "https://y.example/b/d.jpg"


def test_dates_say_what_the_publisher_wrote() -> None:
    found = article(
        "<pubDate>Fri, 17 May 2019 23:21:44 BST</pubDate><dcterms:modified>2019-05-18</dcterms:modified>"
    )

    assert found.published_at == datetime(2019, 5, 17, 22, 21, 44, tzinfo=UTC)
    assert found.updated_at == datetime(2019, 5, 18, tzinfo=UTC)


def test_an_update_is_not_taken_for_the_publication() -> None:
    (found,) = reading(atom("<updated>2026-02-17T09:30:00Z</updated>")).articles

    assert found.published_at is None
    assert found.updated_at == datetime(2026, 2, 17, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("item", "moment", "told"),
    [
        ("<pubDate>2026-02-17 12:00</pubDate>", "04:00", ["no-time-zone"]),
        ("<pubDate>Tue, 17 Feb 2026 12:00:00 GMT</pubDate>", "12:00", []),
        ("<pubDate>soon</pubDate><dc:date>2026-02-17T12:00:00+01:00</dc:date>", "11:00", []),
        ("<pubDate>2026-02-17 12:00</pubDate><dc:date>2026-02-17T12:00:00+08:00</dc:date>", "04:00", []),
        ("<pubDate>2026-02-17 13:00</pubDate><dc:date>2026-02-17T05:00:00Z</dc:date>", "05:00", []),
        ("<pubDate>Tue, 02/17/2026 - 12:00</pubDate>", "04:00", ["no-time-zone"]),
    ],
)
def test_a_date_without_a_zone_is_in_the_publications(item: str, moment: str, told: list[str]) -> None:
    found = read_feed(replace(document(rss(item + "<link>https://x.example/1</link>")), zone="Asia/Shanghai"))

    assert found.articles[0].published_at == datetime.fromisoformat(f"2026-02-17T{moment}Z")
    assert codes(found) == told


def test_a_date_that_cannot_be_read_is_left_out_and_reported() -> None:
    found = reading(rss("<pubDate>2026-02-30T10:00:00Z</pubDate>", "<pubDate>2026-02-17 10:00</pubDate>"))

    assert found.articles[0].published_at is None
    assert codes(found)[-2:] == ["unreadable-date", "no-time-zone"]


@pytest.mark.parametrize(
    ("item", "authors"),
    [
        ("<dc:creator>Jane Doe</dc:creator><dc:creator>John Roe</dc:creator>", ("Jane Doe", "John Roe")),
        ("<dc:creator><![CDATA[Jane Doe, John Roe]]></dc:creator>", ("Jane Doe", "John Roe")),
        ("<dc:creator>Jane Doe</dc:creator><author>jane@x.example (Jane Doe)</author>", ("Jane Doe",)),
        ("<author>theweek@futurenet.example (Jane Doe, The Week US)</author>", ("Jane Doe",)),
        ("<author>editor@x.example</author>", ()),
        ("<dc:creator>The Magazine</dc:creator><dc:creator>Jane Doe</dc:creator>", ("Jane Doe",)),
        ("<dc:creator>https://www.facebook.com/magazine</dc:creator>", ()),
    ],
)
def test_every_author_is_named_once(item: str, authors: tuple[str, ...]) -> None:
    assert article(item).authors == authors


def test_an_entry_without_author_is_by_the_author_of_its_feed() -> None:
    feed = atom(
        "<title>a</title>",
        "<author><name>John Roe</name><email>john@x.example</email></author>",
        head="<title>M</title><author><name>Jane Doe</name></author>",
    )

    assert [found.authors for found in reading(feed).articles] == [("Jane Doe",), ("John Roe",)]


def test_an_internal_label_is_never_shown() -> None:
    found = article(
        "<category>homepage_regional_china</category><category>China</category><category>Uncategorized</category>"
    )

    assert (found.section, found.tags) == ("China", ("China",))


def test_a_kicker_names_the_section() -> None:
    found = article("<category>Russia</category><category>Analysis | Washington Politics</category>")

    assert (found.kicker, found.section) == ("Analysis", "Washington Politics")


def test_the_lead_picture_of_a_description_is_taken_and_not_repeated() -> None:
    found = article(
        f'<description><![CDATA[<img src="{LEAD}"/><br/><br/>'
        "<p>Talks begin today.</p><p>They may last.</p>]]></description>"
    )

    assert found.image is not None
    assert found.image.url == LEAD.replace("&amp;", "&")
    assert found.content_html == "<p>Talks begin today.</p><p>They may last.</p>"
    assert found.summary == "Talks begin today. They may last."


def test_another_picture_at_the_beginning_stays() -> None:
    other = LEAD.replace("65559941", "7")
    found = article(
        f'<media:content url="{LEAD}" medium="image"/>'
        f'<description><![CDATA[<img src="{other}"/><p>x</p>]]></description>'
    )

    assert found.image is not None
    assert "id=65559941" in found.image.url
    assert "id=7" in found.content_html


def test_each_picture_keeps_its_own_credit() -> None:
    found = article(
        '<media:content url="https://x.example/small.jpg" width="140">'
        "<media:credit>Small</media:credit></media:content>"
        '<media:content url="https://x.example/large.jpg" width="460">'
        "<media:credit>Jane Doe/AP</media:credit>"
        "<media:description>A bridge at dawn.</media:description></media:content>"
    )

    assert found.image is not None
    assert (found.image.url, found.image.credit) == ("https://x.example/large.jpg", "Jane Doe/AP")
    assert (found.image.caption, found.image.width) == ("A bridge at dawn.", 460)


def test_a_video_is_not_a_picture_but_its_thumbnail_is() -> None:
    found = article(
        '<media:group><media:content url="https://x.example/v.mp4" type="video/mp4"/>'
        '<media:thumbnail url="https://x.example/t.jpg" width="480" height="360"/></media:group>'
    )

    assert found.image is not None
    assert found.image.url == "https://x.example/t.jpg"


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="data:image/gif;base64,R0lGOD"/>',
        '<img src="https://x.example/a.png" width="1" height="1"/>',
        '<img src="https://x.example/logo.svg"/>',
        '<img src="https://secure.gravatar.com/avatar/1?s=96"/>',
        '<img alt="nothing"/>',
    ],
)
def test_what_is_not_a_picture_is_not_taken(markup: str) -> None:
    assert article(f"<description><![CDATA[<p>x</p>{markup}]]></description>").image is None


def test_a_lazy_picture_is_what_it_will_load() -> None:
    found = article(
        '<description><![CDATA[<p>x</p><img src="data:image/svg+xml,x" data-runner-src="https://x.example/a.jpg"'
        ' alt="Shutterstock_1598261611-scaled"/><small class="image-media media-caption">A bridge.</small>'
        '<small class="image-media media-photo-credit">Jane Doe</small>]]></description>'
    )

    assert found.image is not None
    assert (found.image.url, found.image.alt) == ("https://x.example/a.jpg", "")
    assert (found.image.caption, found.image.credit) == ("A bridge.", "Jane Doe")


def test_a_short_description_beside_the_text_is_the_dek() -> None:
    found = article(
        "<description>The bridge nobody wanted.</description>"
        "<content:encoded>&lt;p&gt;It rained.</content:encoded>"
    )

    assert (found.dek, found.summary) == ("The bridge nobody wanted.", "The bridge nobody wanted.")


def test_an_excerpt_is_not_a_dek() -> None:
    begun = article(
        "<description>It rained all day</description>"
        "<content:encoded>It rained all day in Rome.</content:encoded>"
    )
    broken = article("<description>It rained all day […]</description>")

    assert (begun.dek, broken.dek) == ("", "")


def test_a_declared_paywall_is_reported() -> None:
    assert article("<dcterms:accessRights>subscribers</dcterms:accessRights>").paywalled
    assert not article("<dcterms:accessRights>public</dcterms:accessRights>").paywalled


def test_atom_text_with_markup_of_its_own_is_read() -> None:
    div = '<x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>One <x:em>two</x:em></x:p></x:div>'
    entry = f'<content type="xhtml">{div}</content>'
    (found,) = reading(atom(entry)).articles

    assert found.content_html == "<p>One <em>two</em></p>"
