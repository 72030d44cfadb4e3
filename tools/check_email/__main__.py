"""Ask the Nu HTML checker and SpamAssassin about our mails: `make check-email`.

It says what is not installed and how to get it, which is not a fault: only findings make it exit with 1.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence

from tools.check_email import programs
from tools.check_email.allowed import MARKUP, MOST_SPAM
from tools.check_email.mails import Mail, mails


def main() -> int:
    found = [*mails()]
    findings = _about("Nu HTML checker", programs.missing_for_markup(), markup, found)
    findings += _about("SpamAssassin", programs.missing_for_spam(), spam, found)
    for finding in findings:
        print(f"FOUND: {finding}")
    return 1 if findings else 0


def _about(
    name: str, missing: str, ask: Callable[[Sequence[Mail]], list[str]], found: list[Mail]
) -> list[str]:
    if missing:
        print(f"{name}: not run. {missing}")
        return []
    print(f"{name}:")
    return ask(found)


def markup(found: Sequence[Mail]) -> list[str]:
    """Print how often each sentence was accepted; return all others."""
    told = [(mail, sentence) for mail, said in programs.markup(found).items() for sentence in said]
    leave = [(next((each for each in MARKUP if each.covers(said)), None), mail, said) for mail, said in told]
    counted = Counter(each for each, _, _ in leave)
    print(f"  {len(found)} mails, {len(told)} sentences, {counted[None]} of them not accepted beforehand")
    for each in MARKUP:
        print(f"  accepted {counted[each]} times: {each.says}")
    return [f"{mail}: {said}" for each, mail, said in leave if each is None]


def spam(found: Sequence[Mail]) -> list[str]:
    """Print every mail's score with its rules; return those that score too high."""
    findings = []
    for mail in found:
        score, rules = programs.spam(mail)
        named = ", ".join(f"{rule} {part:+}" for rule, part in rules.items())
        print(f"  {score:+.3f}  {mail.name}: {named}")
        if score >= MOST_SPAM:
            findings.append(f"{mail.name}: {score:+.3f} of SpamAssassin's points ({named})")
    return findings


if __name__ == "__main__":
    sys.exit(main())
