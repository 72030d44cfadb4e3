"""SMTP: one message a reader, to a mail server of the operator's own.

What the server does later is not told: there are no bounces, events, lists of its own or logs to ask. An
answer that never came is therefore settled by a person.
"""
