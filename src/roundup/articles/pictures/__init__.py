"""Our own copies of the pictures that stories show: fetched once, made fit for mail, served for ever.

Publishers' addresses expire, lead to types that mail programs cannot show, and to files of many
megabytes. What a mail shows stands at an address of ours that never changes.

`copying` fetches a picture and remembers how that went; `opening` has it opened by a `child` process,
where `cutting` makes it safe and cuts it to the `shapes` of a mail. `files` is the folder of all copies,
and `views` serves them.
"""
