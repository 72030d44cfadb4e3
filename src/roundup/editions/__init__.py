"""Editions, from the first draft to the approved proof.

`assembling` makes the draft of a period (`considered` gives it the articles that could be news) when `tasks`
finds that it is due, or when a person asks for the one that is `coming`; `article_ledger` reserves the
articles, and `reasons` says why each is in or out. Editors change the draft through `editing` and
`arranging`, which both use `draft_changes`; `form_versions` keeps editors from overwriting each other unseen.
Every change adds one of the `revisions`; `undoing` goes from one to another, and `revision_differences`
compares two; `history` has the lines that are not revisions. `layout` gives the order of blocks,
`contributors` gives the people who wrote, `sponsors` the days that sponsors paid for, and `pictures` the
copies to show; `link_checks` tries the links.

`composing` turns the rows into content; `proof` renders and checks it, with the `envelope`. `approvals` keeps
the bytes that may go out; `lifecycle` approves, schedules, holds, skips and cancels under `locks`, `hours`
says when an edition leaves after somebody's press, and `watching` looks after editions that wait for their
hour. `state_words` says how an edition stands; `description` describes it to programs and on the command
line.
"""
