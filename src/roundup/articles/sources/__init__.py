"""Readers of the outside: one module or folder for each kind of source. None of them uses a framework.

`base` says what a kind offers, and `registry` lists the kinds in the order in which they are tried. `reader`
has a document read by a `child` process with limits; `child_answer` carries the reading back, and
`child_failures` says why there is none. `making` builds an article from what a kind found, with `pictures`
and the helpers in `text`; `json_text` and `xml` read what many kinds are written in. `fetch` is the only way
out to the web.
"""
