"""SMTP: one message for each reader, handed to the operator's own mail server.

We never learn what the server does later: there are no bounces, events, suppression lists or logs to ask.
So a person must settle an answer that never came.
"""
