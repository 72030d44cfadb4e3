"""Words and rules. Nothing here uses a framework, does I/O or reads a clock.

Articles: `articles` holds what a source says about them, `article_identity` decides when two are the same,
`article_returns` which ones came back at new addresses, `article_updates` what changes when a source shows
one again. `copy_detection` finds the articles that tell the same story, using the evidence that
`copy_evidence` weighs. `dates`, `bylines` and `urls` read what publishers write.

Editions: `assembly` makes the draft, using `sections` and `schedule`; `proposed_words` proposes its subject
and preheader, `story_text` shortens an article's own words, `block_order` arranges the blocks, and `content`
holds what a rendered edition says.

Readers: `preferences` and what follows from them; `suppression` and its reasons; `email_addresses`; `tokens`
for readers' links, and `personal_links` to put the links into a mail; `language` for the words that readers
see.

Mail: `batches` holds what a provider gets, `message` builds what goes over the wire, `deliveries` judges what
events say about it, and `outlets` names the ways it can leave. `errors` are what all rooms raise.
"""
