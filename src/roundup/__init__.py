"""The weekly round-up of an online magazine, from its articles to its readers' inboxes."""
