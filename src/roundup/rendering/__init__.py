"""Content in, a finished message out. Nothing here has side effects, and only templates are read.

edition.render_edition(content)      subject, HTML, plain text, size and hash
short_message.render_message(…)      a short message about one thing, such as a confirmation
checks.check_proof(content, …)       what is wrong with a proof, in sentences
size.forecast_size(html)             how large it will be on arrival
samples.sample_edition()             an edition of an invented magazine

`appearance` works out the colours, fonts and sizes of a brand, from one of the `designs` and with `colours`
that people can read. `renderer` fills in the templates, `own_templates` puts a publication's own before
ours, and `mjml` makes the HTML. `variants` compiles once what the variants of an edition share, and
`pieces` joins it. `shortening` makes an edition fit. `plain` writes plain text.
"""
