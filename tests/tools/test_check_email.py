"""What other programs say of our mails is accepted with a reason, or a finding; what is missing is said."""

from __future__ import annotations

import email
from email.policy import default

import pytest

from tools.check_email import __main__ as check
from tools.check_email import programs
from tools.check_email.allowed import MARKUP, Allowed
from tools.check_email.mails import Mail, mails

OBSOLETE = "The “align” attribute on the “td” element is obsolete. Use CSS instead."
SPAM = b"X-Spam-Rules: HTML_MESSAGE=0.001,MAILING_LIST_MULTI=-1,\r\n\tNO_RELAYS=-0.001\r\n\r\nHello\r\n"
MAIL = Mail("a mail", "<p>x</p>", b"")


def test_the_mails_are_whole_and_hold_what_a_list_says() -> None:
    found = {mail.name: mail for mail in mails()}
    whole = email.message_from_bytes(found["edition, news, ar"].whole, policy=default)

    assert len(found) == 42
    assert whole["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in whole.iter_parts()] == ["text/plain", "text/html"]
    assert "ru5a3391c0de" not in found["edition, news, ar"].html
    assert email.message_from_bytes(found["alarm, news"].whole)["List-Id"] is None


@pytest.mark.parametrize("allowed", MARKUP, ids=lambda each: each.says[:30])
def test_whatever_is_accepted_has_a_reason(allowed: Allowed) -> None:
    assert len(allowed.because.split()) > 5


def test_a_sentence_that_nobody_accepted_is_a_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {"a mail": [OBSOLETE, "Duplicate ID “x”."]}
    monkeypatch.setattr(programs, "markup", lambda found: said)

    assert check.markup([MAIL]) == ["a mail: Duplicate ID “x”."]
    assert "2 sentences, 1 of them" in capsys.readouterr().out


def test_obsolete_attributes_are_accepted_of_tables_alone() -> None:
    assert any(each.covers(OBSOLETE) for each in MARKUP)
    assert not any(each.covers(OBSOLETE.replace("“td”", "“h1”")) for each in MARKUP)


def test_the_score_is_the_sum_of_the_rules_that_were_written_into_the_headers() -> None:
    assert programs.read_spam(SPAM) == (
        -1.0,
        {"HTML_MESSAGE": 0.001, "MAILING_LIST_MULTI": -1.0, "NO_RELAYS": -0.001},
    )


@pytest.mark.parametrize(("score", "findings"), [(-0.001, 0), (0.0, 1), (1.5, 1)])
def test_a_mail_must_score_below_nothing(
    score: float, findings: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "spam", lambda mail: (score, {"RULE": score}))

    assert len(check.spam([MAIL])) == findings


def test_what_is_not_installed_is_said_and_no_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)

    assert check.main() == 0
    said = capsys.readouterr().out
    assert "apt-get install default-jre-headless" in said
    assert "apt-get install spamassassin" in said
