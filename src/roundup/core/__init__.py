"""Words and rules. Nothing here uses a framework, does I/O or reads a clock.

Articles: `articles` is what a source says about them, `article_identity` decides when two are the same,
`article_returns` which came back under new addresses, `article_updates` what changes when a source shows one
again. `copy_detection` finds the articles that tell the same story, by the evidence that `copy_evidence`
weighs. `dates`, `bylines` and `urls` read what publishers write.

Editions: `assembly` makes the draft, using `sections` and `schedule`; `proposed_words` are its subject and
preheader, `story_text` shortens an article's own words, `block_order` arranges the blocks, and `content` is
what a rendered edition says.

Readers: `preferences` and what follows from them; `suppression` and its reasons; `email_addresses`;
`tokens` for their links, and `personal_links` to put the links into a mail; `language` for the words they
read.

Mail: `batches` are what a provider gets, `message` is what goes over the wire, `deliveries` what events say
about it, `outlets` where it leaves. `errors` are what all rooms raise.
"""
