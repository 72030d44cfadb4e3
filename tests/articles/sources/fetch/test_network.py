"""Where a fetcher never goes, however the way there is spelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundup.articles.sources.fetch import Fetcher
from roundup.articles.sources.fetch.destination import read_destination
from roundup.articles.sources.fetch.network import Rules, is_public
from roundup.core.errors import SourceError
from tests.articles.web import PATIENT, Web
from tests.corpus import corpus_dir

PUBLIC = "93.184.215.14"


def rows(kind: str) -> list[tuple[str, str]]:
    """Return value and verdict of each line of the corpus of this kind."""
    folder = corpus_dir()
    if folder is None:
        return []
    lines = (folder / "ssrf" / "addresses.tsv").read_text().splitlines()[1:]
    fields = [line.split("\t") for line in lines]
    return [(value, verdict) for row_kind, value, verdict, _ in fields if row_kind == kind]


def bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def refusal(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(SourceError) as caught:
        fetcher.fetch(url)
    return caught.value.code


def refuses(address: str, port: int = 80, allow: Sequence[str] = ()) -> bool:
    try:
        Rules(allow).check("magazine.example", port, [address])
    except SourceError:
        return True
    return False


@pytest.fixture
def stranger() -> Fetcher:
    """A fetcher for which every name leads to the metadata service of a cloud."""
    return Fetcher(timeouts=PATIENT, resolve=lambda host, port: [literal(host) or "169.254.169.254"])


def literal(host: str) -> str | None:
    try:
        return str(ip_address(host))
    except ValueError:
        return None


# The shared corpus


@pytest.mark.corpus
@pytest.mark.skipif(corpus_dir() is None, reason="the shared corpus is not here")
class TestTheCorpusOfAddresses:
    def test_every_address_meets_its_verdict(self) -> None:
        assert len(rows("ip")) > 40
        for value, verdict in rows("ip"):
            # The corpus lets a form pass that was given up long ago, and that no system writes.
            given_up = ip_address(value) in ip_network("::/96")
            assert is_public(ip_address(value)) == (verdict == "allow" and not given_up), value

    def test_both_ends_of_every_network_are_refused(self) -> None:
        assert len(rows("cidr")) > 30
        for value, _ in rows("cidr"):
            network = ip_network(value)
            assert not is_public(network[0]), value
            assert not is_public(network[-1]), value

    def test_every_address_is_refused_when_written_into_a_url(self, stranger: Fetcher) -> None:
        for value, verdict in rows("ip"):
            if verdict == "block":
                assert refusal(stranger, f"http://{bracketed(value)}/feed") == "private-address", value

    def test_every_url_is_refused_where_it_leads_into_a_private_network(self, stranger: Fetcher) -> None:
        assert len(rows("url")) > 30
        for value, _ in rows("url"):
            for url in (value, f"{value}80/feed" if value.endswith(":") else f"{value}?"):
                assert refusal(stranger, url) in ("private-address", "bad-address"), url

    def test_no_private_address_is_reached_through_a_redirect(self, web: Web) -> None:
        """The start may be read, being named; where it leads may not."""
        fetcher = Fetcher(
            [f"127.0.0.1:{web.port}", "start.example"],
            timeouts=PATIENT,
            resolve=lambda host, port: [
                "127.0.0.1" if host == "start.example" else literal(host) or "10.0.0.1"
            ],
        )
        refused = [f"http://{bracketed(value)}/" for value, verdict in rows("ip") if verdict == "block"]
        for target in refused + [value for value, _ in rows("url")]:
            web.redirect("/feed", target)
            code = refusal(fetcher, f"http://start.example:{web.port}/feed")
            assert code in ("private-address", "bad-address"), target

    def test_no_private_address_is_reached_through_a_name(self) -> None:
        answers: list[str] = []
        fetcher = Fetcher(timeouts=PATIENT, resolve=lambda host, port: answers)
        for value, verdict in rows("ip"):
            answers[:] = [PUBLIC, value]
            if verdict == "block":
                assert refusal(fetcher, "http://magazine.example/feed") == "private-address", value


# Names


def test_one_private_address_among_public_ones_is_enough_to_refuse(stranger: Fetcher) -> None:
    with pytest.raises(SourceError, match="private network"):
        Rules().check("magazine.example", 80, [PUBLIC, "10.0.0.1"])


def test_a_name_is_looked_up_once_and_what_was_checked_is_connected_to(web: Web) -> None:
    """A name that answers differently the second time is never asked a second time."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    fetcher = Fetcher(["127.0.0.0/8"], resolve=lambda host, port: next(answers))
    web.serve("/feed", b"<rss/>")
    assert fetcher.fetch(f"http://magazine.example:{web.port}/feed").document
    assert web.visits[0].headers["Host"] == f"magazine.example:{web.port}"
    assert next(answers) == ["10.0.0.1"]


def test_a_name_that_turns_private_between_two_fetches_is_refused(web: Web) -> None:
    answers: Iterator[list[str]] = iter([["127.0.0.1"], ["10.0.0.1"]])
    fetcher = Fetcher(["127.0.0.0/8"], resolve=lambda host, port: next(answers))
    url = f"http://magazine.example:{web.port}/feed"
    web.serve("/feed", b"<rss/>")
    assert fetcher.fetch(url).document
    assert refusal(fetcher, url) == "private-address"


def test_a_redirect_to_another_name_is_checked_again(web: Web) -> None:
    fetcher = Fetcher(
        ["127.0.0.0/8"],
        resolve=lambda host, port: ["127.0.0.1" if host == "magazine.example" else "10.0.0.1"],
    )
    web.redirect("/feed", f"http://inside.example:{web.port}/")
    assert refusal(fetcher, f"http://magazine.example:{web.port}/feed") == "private-address"


def test_the_next_address_of_a_name_is_tried_where_one_does_not_answer(web: Web) -> None:
    fetcher = Fetcher(["127.0.0.0/8"], resolve=lambda host, port: ["127.0.0.2", "127.0.0.1"])
    web.serve("/feed", b"<rss/>")
    assert fetcher.fetch(f"http://magazine.example:{web.port}/feed").document


def test_a_name_without_an_address_is_told_in_a_sentence() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("unknown")

    for resolve in (unknown, lambda host, port: []):
        assert refusal(Fetcher(resolve=resolve), "http://magazine.example/") == "no-such-host"


# What an operator allows


def test_networks_addresses_and_hosts_can_be_allowed_on_any_port() -> None:
    assert refuses("127.0.0.1", 8000)
    assert not refuses("127.0.0.1", 8000, ["127.0.0.0/8"])
    assert not refuses("127.0.0.1", 8000, ["127.0.0.1"])
    assert not refuses("10.0.0.1", 8000, ["Magazine.example."])
    assert refuses("10.0.0.1", 80, ["127.0.0.0/8", "other.example"])


def test_allowing_this_machine_allows_both_its_addresses() -> None:
    assert not refuses("::1", 8000, ["127.0.0.0/8"])
    assert not refuses("::ffff:127.0.0.1", 8000, ["127.0.0.0/8"])
    assert refuses("::1", 8000, ["10.0.0.0/8"])


def test_only_the_usual_ports_of_the_public_web_are_read() -> None:
    assert not refuses(PUBLIC, 80)
    assert not refuses(PUBLIC, 443)
    assert refuses(PUBLIC, 22)
    assert not refuses(PUBLIC, 8080, [PUBLIC])


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_inside_ipv6_is_judged_by_itself(address: IPv4Address) -> None:
    assert is_public(IPv6Address(f"::ffff:{address}")) == is_public(address)


ELSEWHERE = """
    ::ffff:0:8.8.8.8 ::ffff:0:127.0.0.1 ::8.8.8.8 64:ff9b::8.8.8.8 64:ff9b:1::7f00:1 ::ffff:10.0.0.1 :: ::1
    2001:0:808:808::1 2002:808:808::1 2001:db8::1 3fff::1 2001:20::1
    fd00::1 fe80::1 100::1 400::1 1fff::1 4000::1 5f00::1 fec0::1 ff02::1
"""


@pytest.mark.parametrize("address", ELSEWHERE.split())
def test_only_assigned_ipv6_addresses_are_read(address: str) -> None:
    assert not is_public(IPv6Address(address))
    assert refuses(address, 443)


@given(st.ip_addresses(v=6))
def test_nothing_outside_of_it_is_ever_public(address: IPv6Address) -> None:
    assert not is_public(address) or address in ip_network("2000::/3") or address.ipv4_mapped


def test_the_ipv6_of_the_public_web_is_read() -> None:
    assert is_public(IPv6Address("2606:2800:21f:cb07:6820:80da:af6b:8b2c"))


# Spellings

THIS_MACHINE = """
    127.0.0.1 127.1 127.0.1 2130706433 017700000001 0x7f000001 0x7F.1 0177.0.0.1 0x7f.0.0x0.01
    127.0.0.1. ①②⑦.⓪.⓪.① １２７.０.０.１ 127。0。0。1 ⓪x7f.1
"""


@pytest.mark.parametrize("host", THIS_MACHINE.split())
def test_every_spelling_of_an_address_is_read_as_browsers_read_it(host: str) -> None:
    assert read_destination(f"http://{host}/").host == "127.0.0.1"


NO_ADDRESS = r"""
    file:///etc/passwd  ftp://magazine.example/  //magazine.example/  magazine.example  http:///  http://
    http://a@magazine.example/  http://a:b@magazine.example/  http://magazine.example\@inside.example/
    http://magazine.example\.inside.example/  http://magazine%2eexample/  http://[::1%25eth0]/
    http://[::1/  http://[127.0.0.1]/  http://256.0.0.1/  http://1.2.3.4.5/  http://21307064331/
    http://08.1/  http://magazine.example:99999/  http://magazine.example:x/
    http://.example/  http://a..example/  http://-¡/  http://[::1]junk/  http://a:b:80/  javascript:alert(1)
"""


@pytest.mark.parametrize("url", NO_ADDRESS.split())
def test_what_is_not_a_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_destination(url)
    assert caught.value.code == "bad-address"


@pytest.mark.parametrize("mark", ["\r\n", "\n", "\t", "\x00", "\x7f"])
def test_control_characters_cannot_smuggle_a_header_line(mark: str) -> None:
    with pytest.raises(SourceError):
        read_destination(f"http://magazine.example/a{mark}X-Evil:1")


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("HTTPS://Magazine.Example", "https://magazine.example/"),
        (" http://magazine.example:80/feed#top ", "http://magazine.example/feed"),
        ("https://magazine.example:444/?id=%20a&b=[1]", "https://magazine.example:444/?id=%20a&b=[1]"),
        ("http://bücher.example/ü", "http://xn--bcher-kva.example/%C3%BC"),
        ("http://[2001:DB8::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("http://magazine.example#@inside.example/", "http://magazine.example/"),
        ("http://magazine.example/@inside.example", "http://magazine.example/@inside.example"),
    ],
)
def test_a_web_address_is_brought_into_its_plain_form(url: str, read: str) -> None:
    assert read_destination(url).url == read


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_an_address(text: str) -> None:
    for url in (text, f"http://{text}", f"http://magazine.example/{text}"):
        try:
            place = read_destination(url)
        except SourceError:
            continue
        assert read_destination(place.url) == place
        assert place.path.isascii()
        assert " " not in place.path
