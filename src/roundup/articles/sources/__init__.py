"""Readers of the outside: one module or folder for each kind of source, none of which knows a framework.

`base` says what a kind offers, and `registry` lists them in the order in which they are tried: `wordpress`,
`jsonfeed`, `feed` and `page`. `reader` has a document read by a `child` process with limits; `child_answer`
carries the reading back and `child_failures` says why there is none. `making` builds an article from what
any of the kinds found, with `pictures` and the helpers in `text`. `fetch` is the only way out to the web.
"""
