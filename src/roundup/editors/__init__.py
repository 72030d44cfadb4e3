"""The people who make the magazine: their accounts, what the accounts may do, and the mail to these people.

`accounts` says who may sign in and what their role allows, `roster` adds, disables and removes accounts, and
`passwords` makes the links with which people set their own passwords. `editor_mail` mails each alarm and link
once, `alarm_words` writes the mail about alarms, and `smtp` uses the operator's own mail server.
"""
