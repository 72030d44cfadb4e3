"""Words and rules. Nothing here knows a framework, does I/O or reads a clock.

Articles: `articles` is what a source tells, `article_identity` says when two are one, `article_updates`
what a second telling changes, `copy_detection` which stories several tell. `dates`, `bylines` and `urls`
read what publishers write.

Editions: `assembly` makes the draft, by `sections` and `schedule`; `story_text` shortens an article's own
words, `block_order` arranges the blocks, `content` is what a rendered edition says.

Readers: `preferences` and what follows from them, `suppression` and why, `email_addresses`, `tokens` for
their links and `personal_links` to put those into a mail; `language` speaks to them.

Mail: `batches` is what a provider is handed, `message` what goes over the wire, `deliveries` what events
say of it, `outlets` where it leaves. `errors` are what all rooms raise.
"""
