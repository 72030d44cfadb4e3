"""Raw material: sources, how they are read politely, and the articles found in them.

`source_management` adds, lists and removes sources; `check_source` tries one without storing anything.
`tasks` wake what is due: `fetching` looks at one source, `store` keeps the articles that it shows
(`known_articles` finds those we have, `records` turns rows into what `core` understands), `filling` reads
articles' own pages for what the source left out, and `health` notes how the source is doing. `pictures`
copies the pictures that mails show.

`sources` reads what strangers send, and knows neither Django nor the database: a module or folder for
each kind, `registry` to choose among them, `reader` to do it in a child process, `fetch` for the web.
"""
