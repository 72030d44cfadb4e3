"""The newsroom's paths, under /newsroom/."""

from __future__ import annotations

from django.urls import URLPattern, path

from roundup.newsroom.numbers import number
from roundup.newsroom.views import (
    account,
    accounts,
    adding,
    alarms,
    audience,
    blocks,
    contributors,
    doubts,
    edition_page,
    editions,
    gallery,
    history,
    leaving,
    outbox,
    passwords,
    proofs,
    redrive,
    settings,
    sources,
    stories,
    trials,
)

app_name = "newsroom"

_OF_PUBLICATION = "publications/<slug:slug>/"
_OF_EDITION = f"editions/{number('edition_id')}/"
_OF_STORY = _OF_EDITION + f"stories/{number('story_id')}/"
_OF_BATCH = _OF_EDITION + f"batches/{number('seq')}/"
_OF_REVISION = _OF_EDITION + f"history/{number('revision')}/"
_OF_SOURCE = f"sources/{number('source_id')}/"
_OF_ACCOUNT = f"accounts/{number('account_id')}/"
_OF_MESSAGE = "outbox/<str:batch>/<str:attempt>/<str:number>/"

urlpatterns: list[URLPattern] = [
    path("", editions.home, name="editions"),
    path("begin/", settings.begin, name="begin"),
    path("login/", account.SignIn.as_view(), name="login"),
    path("login/again/", account.sign_in_again, name="sign_in_again"),
    path("logout/", account.SignOut.as_view(), name="logout"),
    path("account/", account.password, name="password"),
    path("password/", passwords.ask, name="ask_password"),
    path("password/<str:token>/", passwords.choose, name="choose_password"),
    path("accounts/", accounts.listing, name="accounts"),
    path("accounts/invite/", accounts.invite, name="invite"),
    path(_OF_ACCOUNT + "role/", accounts.role, name="account_role"),
    path(_OF_ACCOUNT + "disable/", accounts.disable, name="disable_account"),
    path(_OF_ACCOUNT + "enable/", accounts.enable, name="enable_account"),
    path(_OF_ACCOUNT + "sign-out/", accounts.sign_out, name="sign_out_account"),
    path(_OF_ACCOUNT + "remove/", accounts.remove, name="remove_account"),
    path(f"alarms/{number('alarm_id')}/put-away/", alarms.put_away, name="put_away"),
    path(_OF_PUBLICATION, editions.publication, name="publication"),
    path(_OF_PUBLICATION + "assemble/", editions.assemble, name="assemble"),
    path(_OF_PUBLICATION + "settings/", settings.settings, name="settings"),
    path(_OF_PUBLICATION + "settings/sections/", settings.sections, name="sections"),
    path(_OF_PUBLICATION + "contributors/", contributors.listing, name="contributors"),
    path(_OF_PUBLICATION + "sources/", sources.listing, name="sources"),
    path(_OF_PUBLICATION + "sources/check/", sources.check, name="check_source"),
    path(_OF_PUBLICATION + "sources/add/", sources.add, name="add_source"),
    path(_OF_SOURCE + "fetch/", sources.fetch, name="fetch_source"),
    path(_OF_SOURCE + "remove/", sources.remove, name="remove_source"),
    path(_OF_EDITION, edition_page.edition, name="edition"),
    path(_OF_EDITION + "preflight/", edition_page.preflight, name="preflight"),
    path(_OF_EDITION + "undo/", history.undo, name="undo"),
    path(_OF_EDITION + "redo/", history.redo, name="redo"),
    path(_OF_EDITION + "history/", history.listing, name="history"),
    path(_OF_REVISION, history.compare, name="revision"),
    path(_OF_REVISION + "restore/", history.restore, name="restore"),
    path(_OF_EDITION + "reassemble/", edition_page.reassemble, name="reassemble"),
    path(_OF_EDITION + "blocks/", blocks.arrange, name="arrange"),
    path(_OF_EDITION + "blocks/usual/", blocks.make_usual, name="make_usual"),
    path(_OF_EDITION + "sponsor/", blocks.set_sponsor, name="sponsor"),
    path(_OF_EDITION + "words/", stories.set_words, name="words"),
    path(_OF_STORY + "move/", stories.move, name="move"),
    path(_OF_STORY + "place/", stories.place, name="place"),
    path(_OF_STORY + "lead/", stories.make_lead, name="make_lead"),
    path(_OF_STORY + "drop/", stories.drop, name="drop"),
    path(_OF_STORY + "rewrite/", stories.rewrite, name="rewrite"),
    path(_OF_EDITION + f"articles/{number('article_id')}/bring-in/", stories.bring_in, name="bring_in"),
    path(_OF_EDITION + "add/", adding.add, name="add"),
    path(_OF_EDITION + "add/address/", adding.by_address, name="add_by_address"),
    path(_OF_EDITION + "add/hand/", adding.by_hand, name="add_by_hand"),
    path(_OF_EDITION + "proof/", proofs.html, name="proof"),
    path(_OF_EDITION + "proof/parts.json", proofs.parts, name="proof_parts"),
    path(_OF_EDITION + "proof.txt", proofs.text, name="proof_text"),
    path(_OF_EDITION + "test/", trials.send, name="test"),
    path(_OF_EDITION + "audience/", audience.count, name="audience"),
    path(_OF_EDITION + "approve/", leaving.approve, name="approve"),
    path(_OF_EDITION + "schedule/", leaving.schedule, name="schedule"),
    path(_OF_EDITION + "send/", leaving.send_now, name="send"),
    path(_OF_EDITION + "undo-sending/", leaving.undo, name="undo_sending"),
    path(_OF_EDITION + "hold/", leaving.hold, name="hold"),
    path(_OF_EDITION + "resume/", leaving.resume, name="resume"),
    path(_OF_EDITION + "cancel/", leaving.cancel, name="cancel"),
    path(_OF_EDITION + "redrive/", redrive.redrive, name="redrive"),
    path(_OF_EDITION + "skip/", leaving.skip, name="skip"),
    path(_OF_EDITION + "unskip/", leaving.unskip, name="unskip"),
    path(_OF_EDITION + "progress.json", leaving.progress, name="progress"),
    path(_OF_BATCH + "readers/", doubts.readers, name="readers"),
    path(_OF_BATCH + "<slug:word>/", doubts.settle, name="settle"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("gallery/<slug:kind>/<slug:name>/", gallery.piece, name="gallery_piece"),
    path("gallery/<slug:kind>/<slug:name>/text/", gallery.text, name="gallery_text"),
    path("outbox/", outbox.outbox, name="outbox"),
    path(_OF_MESSAGE, outbox.message, name="message"),
    path(_OF_MESSAGE + "html/", outbox.html, name="message_html"),
    path(_OF_MESSAGE + "text/", outbox.text, name="message_text"),
    path(_OF_MESSAGE + "message.eml", outbox.raw, name="message_raw"),
]
