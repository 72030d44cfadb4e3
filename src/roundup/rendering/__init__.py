"""The paper: content in, a finished message out. Pure but for reading its templates.

edition.render(content)              subject, HTML, plain text, size and hash
messages.render_message(brand, …)    a short message about one thing, as a confirmation
checks.check(content, rendered)      what is wrong with it, in sentences
size.forecast(html)                  how large it will arrive
samples.sample_edition()             an edition of a magazine that does not exist
"""
