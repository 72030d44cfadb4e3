"""Sources, the polite way we read them, and the articles found in them.

`source_management` adds, lists and removes sources; `check_source` tries one without storing anything.
`tasks` starts the looks that are due. `fetching` looks at one source; `store` keeps the articles it shows
(`known_articles` finds those we already have, `records` turns rows into what `core` understands); `filling`
reads the articles' own pages for what the source left out; `health` notes how the source is doing.
`named_articles` reads an article that an editor names by its address. `pictures` copies the pictures that
mails show.

`sources` reads what strangers send; it uses neither Django nor the database. It has a module or folder for
each kind, `registry` to choose among them, `reader` to read in a child process, and `fetch` to fetch from the
web.
"""
