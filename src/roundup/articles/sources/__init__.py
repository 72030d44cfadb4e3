"""Readers of the outside: one module or folder for each kind of source, none of which knows a framework.

`reader` has a document read by a `child` process with limits; `child_answer` carries the reading back and
`child_failures` says why there is none. In the child, `registry` chooses among the kinds: `wordpress`,
`jsonfeed`, `feed` and `page`. `making` builds an article from what any of them found, with `pictures`
and the helpers in `text`. `fetch` is the only way out to the web.
"""
