"""The paper: content in, a finished message out. Pure but for reading its templates.

edition.render_edition(content)      subject, HTML, plain text, size and hash
messages.render_message(brand, …)    a short message about one thing, as a confirmation
checks.check_proof(content, …)       what is wrong with it, in sentences
size.forecast_size(html)             how large it will arrive
samples.sample_edition()             an edition of a magazine that does not exist

`appearance` works out the colours, fonts and sizes of a brand, from one of the `designs` and with
`colours` that people can read; `renderer` fills the templates in, `own_templates` lays a publication's
over ours, `mjml` makes the HTML. `variants` compiles what the variants of an edition share once, and
`pieces` joins it; `shortening` makes an edition fit. `plain` writes plain text.
"""
