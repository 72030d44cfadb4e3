"""Reads sources: one module or folder for each kind. None of them uses a framework.

`base` says what a kind offers, and `registry` lists the kinds in the order in which they are tried. `reader`
lets a `child` process with limits read a document; `child_answer` carries the reading back, and
`child_failures` says why there is none. `making` builds an article from what a kind found, with the help of
`pictures` and `text`; `json_text` and `xml` read the formats that several kinds share. `fetch` is the only
way out to the web.
"""
