"""A process that is killed at any step leaves on the disk whom it surely reached, and who surely waits."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from roundup.providers.base import Answers
from roundup.providers.smtp.kept_answers import KeptAnswers
from tests.services.smtp_host import SmtpHost
from tests.services.waiting import PATIENCE

READERS = 4
# Hands a batch over, and ends itself by SIGKILL at a step, when it comes to it for a certain reader.
CHILD = """
import os, signal, sys
from pathlib import Path
from roundup.core.mail_servers import mail_server
from roundup.providers.smtp import kept_answers, round
from roundup.providers.smtp.client import Smtp
from roundup.providers.smtp.conversation import Conversation
from tests.providers.samples import batch, many

data, url, step = Path(sys.argv[1]), *sys.argv[2:4]
place, readers = map(int, sys.argv[4:])
come = {"n": 0}

def killing(original, before=False, only=lambda *a: True):
    def called(*args, **more):
        mine = only(*args)
        if mine and before and come["n"] == place:
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args, **more)
        if mine and come["n"] == place:
            os.kill(os.getpid(), signal.SIGKILL)
        come["n"] += mine
        return result
    return called

kept = kept_answers._Kept
if step == "before the address":
    round.announce_message = killing(round.announce_message, before=True)
elif step == "before the message":
    round.deliver_message = killing(round.deliver_message, before=True)
elif step == "before the dot":
    kept.handing_over = killing(kept.handing_over)
elif step == "after the dot":
    Conversation.send = killing(Conversation.send, only=lambda self, said: said == b".\\r\\n")
elif step == "after the answer":
    kept.taken = killing(kept.taken, before=True)
elif step == "after the note":
    kept.taken = killing(kept.taken)
smtp = Smtp(data, mail_server("ROUNDUP_SMTP_URL", url))
smtp.expect("4f0c9a", range(readers))
smtp.send(batch(many(readers)))
"""
UNANSWERED = {"before the dot", "after the dot", "after the answer"}
STEPS = ["before the address", "before the message", *sorted(UNANSWERED), "after the note"]


@pytest.mark.process
@pytest.mark.parametrize("place", [0, 2])
@pytest.mark.parametrize("step", STEPS)
def test_only_whoever_was_handed_over_and_not_answered_is_in_doubt(
    step: str, place: int, tmp_path: Path
) -> None:
    with SmtpHost() as host:
        child = [sys.executable, "-c", CHILD, str(tmp_path), host.url(), step, str(place), str(READERS)]
        done = subprocess.run(child, timeout=PATIENCE, check=False)
        found = KeptAnswers(tmp_path).seal("4f0c9a")

    taken = place + (step == "after the note")
    unanswered = [place] if step in UNANSWERED else []
    waiting = list(range(taken + len(unanswered), READERS))
    assert done.returncode == -signal.SIGKILL
    assert found == Answers(list(range(taken)), unanswered, waiting)
    had = [int(taken.to.removeprefix("reader").partition("@")[0]) for taken in host.taken]
    assert sorted(had) in ([*range(taken)], [*range(taken), *unanswered])
