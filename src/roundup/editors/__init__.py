"""The people who make the magazine: their accounts, what those may do, and mail to them.

`accounts` says who may sign in and what their role allows, `roster` adds, disables and removes accounts,
and `passwords` makes the links by which people set their own. `editor_mail` mails each alarm and link
once, `alarm_words` says what is in the mail of alarms, and `smtp` is the mail server of the operator's.
"""
