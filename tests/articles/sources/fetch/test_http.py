from __future__ import annotations

import gzip
from datetime import timedelta

import pytest

from roundup.articles.sources.fetch import AnswerError, Fetcher, Timeouts, Validators
from roundup.articles.sources.registry import accepted_types
from roundup.core.errors import SourceError
from tests.articles.web import Visit, Web
from tests.services.ports import reserved_port

FEED = b"<rss><channel><title>The Magazine</title></channel></rss>"
HASTY = Fetcher(["127.0.0.0/8"], timeouts=Timeouts(connect=0.5, read=0.5, total=0.5))


def code_of(fetcher: Fetcher, url: str, **options: int) -> str:
    with pytest.raises(SourceError) as caught:
        fetcher.fetch(url, **options)
    assert str(caught.value).endswith(".")
    return caught.value.code


def known_at(url: str, validators: Validators):
    return lambda asked: validators if asked == url else Validators()


def test_a_document_comes_with_what_the_server_says_of_it(web: Web, fetcher: Fetcher) -> None:
    url = web.serve("/feed", FEED, Content_Type="Text/XML; charset=UTF-8", ETag='W/"1"', Last_Modified="x")
    fetched = fetcher.fetch(url + "#top")
    assert fetched.document is not None
    assert (fetched.document.content, fetched.document.url) == (FEED, url)
    assert (fetched.document.media_type, fetched.document.charset) == ("text/xml", "utf-8")
    assert fetched.validators == Validators('W/"1"', "x")


def test_a_request_says_who_asks_and_that_only_gzip_is_understood(web: Web, fetcher: Fetcher) -> None:
    fetcher.fetch(web.serve("/feed", FEED))
    headers = web.visits[0].headers
    assert headers["User-Agent"] == "roundup tests"
    assert headers["Accept"] == accepted_types()
    assert headers["Accept-Encoding"] == "gzip"
    assert headers["Host"] == f"127.0.0.1:{web.port}"
    assert not {"Cookie", "Authorization", "Referer", "If-None-Match"} & set(headers)


def test_a_path_with_spaces_and_foreign_letters_is_asked_for_as_browsers_do(
    web: Web, fetcher: Fetcher
) -> None:
    web.serve("/caf%C3%A9%20noir?q=%C3%A9%20x", FEED)
    assert fetcher.fetch(web.url("/café noir?q=é x")).document


# Conditional requests


def test_validators_go_back_as_they_came_and_304_means_unchanged(web: Web, fetcher: Fetcher) -> None:
    url = web.serve("/feed", status=304, Cache_Control="max-age=60")
    fetched = fetcher.fetch(url, known=known_at(url, Validators('W/"1-gzip"', "Tue, 2 Jan")))
    assert fetched.document is None
    assert fetched.validators == Validators('W/"1-gzip"', "Tue, 2 Jan")
    assert fetched.max_age == timedelta(minutes=1)
    assert web.visits[0].headers["If-None-Match"] == 'W/"1-gzip"'
    assert web.visits[0].headers["If-Modified-Since"] == "Tue, 2 Jan"


def test_a_304_that_nobody_asked_for_is_an_error(web: Web, fetcher: Fetcher) -> None:
    assert code_of(fetcher, web.serve("/feed", status=304)) == "http-304"


def test_validators_of_one_address_are_never_sent_to_another(web: Web, fetcher: Fetcher) -> None:
    start = web.redirect("/old", "/new")
    web.serve("/new", FEED, ETag='"new"')
    fetched = fetcher.fetch(start, known=known_at(start, Validators('"old"')))
    assert [visit.headers.get("If-None-Match") for visit in web.visits] == ['"old"', None]
    assert (fetched.final_url, fetched.validators.etag) == (web.url("/new"), '"new"')


def test_the_validators_of_a_redirects_target_are_sent_to_it(web: Web, fetcher: Fetcher) -> None:
    start, target = web.redirect("/old", "/new"), web.serve("/new", status=304)
    assert fetcher.fetch(start, known=known_at(target, Validators('"new"'))).document is None


# Redirects


def test_only_permanent_redirects_from_the_start_say_that_a_source_moved(web: Web, fetcher: Fetcher) -> None:
    web.redirect("/a", "/b", 301)
    web.redirect("/b", "/c", 308)
    web.redirect("/c", "/d", 302)
    web.redirect("/d", "/e", 301)
    web.serve("/e", FEED)
    fetched = fetcher.fetch(web.url("/a"))
    assert (fetched.moved_to, fetched.final_url) == (web.url("/c"), web.url("/e"))
    assert fetcher.fetch(web.url("/c")).moved_to == ""


def test_five_redirects_are_followed_and_no_sixth(web: Web, fetcher: Fetcher) -> None:
    for number in range(6):
        web.redirect(f"/{number}", f"/{number + 1}")
    web.serve("/6", FEED)
    assert fetcher.fetch(web.url("/1")).document
    assert code_of(fetcher, web.url("/0")) == "too-many-redirects"


def test_a_circle_of_redirects_is_noticed(web: Web, fetcher: Fetcher) -> None:
    web.redirect("/a", "/b")
    web.redirect("/b", "/a#again")
    assert code_of(fetcher, web.url("/a")) == "redirect-loop"
    assert web.paths == ["/a", "/b"]


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "gopher://127.0.0.1/", "http://me:secret@127.0.0.1/"]
)
def test_a_redirect_to_anything_but_a_plain_web_address_is_refused(
    web: Web, fetcher: Fetcher, target: str
) -> None:
    assert code_of(fetcher, web.redirect("/a", target)) == "bad-address"


# Answers that are none


@pytest.mark.parametrize("status", [204, 300, 401, 403, 404, 410, 418, 500, 503])
def test_any_other_status_is_an_error_that_names_it(web: Web, fetcher: Fetcher, status: int) -> None:
    assert code_of(fetcher, web.serve("/feed", status=status)) == f"http-{status}"


@pytest.mark.parametrize(
    ("stated", "date"),
    [("120", ""), ("120.5", ""), ("Tue, 06 Oct 2026 08:02:00 GMT", "Tue, 06 Oct 2026 08:00:00 GMT")],
)
def test_a_busy_server_says_in_seconds_or_by_date_when_to_return(
    web: Web, fetcher: Fetcher, stated: str, date: str
) -> None:
    web.serve("/feed", status=429, Retry_After=stated, Date=date)
    with pytest.raises(AnswerError) as caught:
        fetcher.fetch(web.url("/feed"))
    assert caught.value.retry_after == timedelta(minutes=2)


def test_nonsense_about_when_to_return_is_not_believed(web: Web, fetcher: Fetcher) -> None:
    web.serve("/feed", status=503, Retry_After="soon")
    with pytest.raises(AnswerError) as caught:
        fetcher.fetch(web.url("/feed"))
    assert caught.value.retry_after is None


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({"Cache_Control": "public, max-age=600"}, 10),
        ({"Cache_Control": "max-age=600", "Age": "300"}, 5),
        ({"Cache_Control": "max-age=60", "Age": "300"}, 0),
        ({"Date": "Tue, 06 Oct 2026 08:00:00 GMT", "Expires": "Tue, 06 Oct 2026 09:00:00 GMT"}, 60),
        ({"Cache_Control": "no-cache, max-age=600"}, None),
        ({"Cache_Control": "s-maxage=600"}, None),
        ({"Expires": "0"}, None),
        ({}, None),
    ],
)
def test_how_long_an_answer_stays_fresh_is_read_from_its_head(
    web: Web, fetcher: Fetcher, headers: dict[str, str], minutes: int | None
) -> None:
    fetched = fetcher.fetch(web.serve("/feed", FEED, **headers))
    assert fetched.max_age == (None if minutes is None else timedelta(minutes=minutes))


# Sizes and packing


@pytest.mark.parametrize(
    ("body", "label"),
    [
        (gzip.compress(FEED), "gzip"),
        (gzip.compress(FEED), ""),
        (gzip.compress(gzip.compress(FEED)), "gzip"),
        (gzip.compress(gzip.compress(FEED)), "gzip, gzip"),
        (gzip.compress(FEED[:9]) + gzip.compress(FEED[9:]), "gzip"),
        (FEED, "gzip"),
        (FEED, "identity"),
    ],
)
def test_a_body_is_unpacked_by_what_it_is_not_by_its_label(
    web: Web, fetcher: Fetcher, body: bytes, label: str
) -> None:
    fetched = fetcher.fetch(web.serve("/feed", body, Content_Encoding=label))
    assert fetched.document is not None
    assert fetched.document.content == FEED


def test_a_packing_that_was_not_asked_for_is_refused(web: Web, fetcher: Fetcher) -> None:
    assert code_of(fetcher, web.serve("/feed", FEED, Content_Encoding="br")) == "bad-encoding"


def test_a_bomb_is_not_unpacked_beyond_the_limit(web: Web, fetcher: Fetcher) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < 100_000
    assert code_of(fetcher, web.serve("/feed", bomb, Content_Encoding="gzip")) == "too-large"
    nested = gzip.compress(gzip.compress(b" " * 50_000_000))
    assert code_of(fetcher, web.serve("/feed", nested, Content_Encoding="gzip")) == "too-large"


def test_a_body_may_be_as_large_as_the_limit_and_no_larger(web: Web, fetcher: Fetcher) -> None:
    url = web.serve("/feed", b"x" * 1000)
    assert fetcher.fetch(url, max_bytes=1000).document
    assert code_of(fetcher, url, max_bytes=999) == "too-large"


def test_a_body_without_an_end_is_dropped_at_the_limit(web: Web, fetcher: Fetcher) -> None:
    def endless(visit: Visit) -> None:
        visit.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not visit.closing.is_set():
            visit.raw(b"400\r\n" + b"x" * 1024 + b"\r\n")

    web.answers["/feed"] = endless
    assert code_of(fetcher, web.url("/feed"), max_bytes=100_000) == "too-large"


def test_a_body_shorter_than_its_stated_length_is_not_taken_for_whole(web: Web, fetcher: Fetcher) -> None:
    web.answers["/feed"] = lambda visit: visit.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + FEED)
    assert code_of(fetcher, web.url("/feed")) == "broken-answer"


def test_what_follows_the_stated_length_is_not_read(web: Web, fetcher: Fetcher) -> None:
    web.answers["/feed"] = lambda visit: visit.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + FEED)
    fetched = fetcher.fetch(web.url("/feed"))
    assert fetched.document is not None
    assert fetched.document.content == FEED[:5]


def test_a_server_that_does_not_speak_http_is_reported(web: Web, fetcher: Fetcher) -> None:
    web.answers["/feed"] = lambda visit: visit.raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
    assert code_of(fetcher, web.url("/feed")) == "broken-answer"


def test_a_head_without_an_end_is_dropped(web: Web, fetcher: Fetcher) -> None:
    web.answers["/feed"] = lambda visit: visit.raw(b"HTTP/1.1 200 OK\r\n" + b"X-More: more\r\n" * 50_000)
    assert code_of(fetcher, web.url("/feed")) == "broken-answer"


# Time


@pytest.mark.parametrize(
    "start",
    [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"],
    ids=["status", "head", "body"],
)
def test_a_drip_that_never_stops_does_not_outlive_the_deadline(web: Web, start: bytes) -> None:
    def drip(visit: Visit) -> None:
        visit.handler.wfile.write(start)
        visit.drip(b"x" * 100_000)

    web.answers["/feed"] = drip
    assert code_of(HASTY, web.url("/feed")) == "timeout"


def test_redirects_do_not_renew_the_deadline(web: Web) -> None:
    def slowly(visit: Visit) -> None:
        visit.closing.wait(0.2)
        visit.answer(302, Location=f"/{int(visit.path[1:]) + 1}")

    web.answers.update({f"/{number}": slowly for number in range(6)})
    assert code_of(HASTY, web.url("/0")) == "timeout"


def test_a_name_that_is_never_answered_for_does_not_outlive_the_deadline(web: Web) -> None:
    from threading import Event

    asleep = Event()

    def never(host: str, port: int) -> list[str]:
        asleep.wait()
        return []

    fetcher = Fetcher(timeouts=Timeouts(0.2, 0.2, 0.2), resolve=never)
    assert code_of(fetcher, "http://magazine.example/") == "timeout"
    asleep.set()


def test_a_port_where_nobody_listens_is_reported_in_a_sentence(web: Web, fetcher: Fetcher) -> None:
    assert code_of(fetcher, f"http://127.0.0.1:{reserved_port()}/") == "no-connection"


def test_proxies_of_the_environment_are_not_used(
    web: Web, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert fetcher.fetch(web.serve("/feed", FEED)).document


@pytest.mark.parametrize("target", ["http://[", "//[x", "http://a\u2100b/", "http://[::1", "https://[v1.x]/"])
def test_a_redirect_to_no_address_is_a_sentence(target: str, web: Web, fetcher: Fetcher) -> None:
    raw = target.encode().decode("latin-1")
    web.answers["/old"] = lambda visit: visit.answer(302, location=raw)

    with pytest.raises(SourceError) as refused:
        fetcher.fetch(web.url("/old"))

    assert str(refused.value).endswith(".")
