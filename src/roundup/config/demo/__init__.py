"""`roundup demo`: the main job on an invented magazine, from its feed to the outbox."""
