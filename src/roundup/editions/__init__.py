"""What we say: editions, from the first draft to the approved proof.

`assembling` makes the draft of a period (`considered` gives it the articles that could be news), at the
hour that `tasks` watch. Editors change it in `editing` and `arranging`, each time by `draft_changes`;
`form_versions` keeps one editor from overwriting another unseen. `layout` says where blocks stand,
`contributors` who wrote, `pictures` which copies are shown, `link_checks` whether links can be opened.

`composing` turns the rows into content, `proof` renders and checks it, with the `envelope`. `approvals`
keeps the bytes that may go out; `lifecycle` approves, schedules, holds, skips and cancels. `description`
tells programs and the command line of an edition.
"""
