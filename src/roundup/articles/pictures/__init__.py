"""Our own copies of the pictures that stories show: fetched once, made fit for mail, and served for ever.

Publishers' addresses expire, or lead to types that mail programs cannot show or to files of many megabytes.
So mails show pictures from our own addresses, which never change.

`copying` fetches a picture and remembers how that went; `uploading` takes one from an editor; `opening`
starts a `child` process, in which `cutting` opens the picture, makes it safe and cuts it to the `shapes` of a
mail. `files` is the folder of all copies, and `views` serves them.
"""
