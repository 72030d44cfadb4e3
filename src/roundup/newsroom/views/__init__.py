"""The views of the newsroom: each reads its request, calls one service, and answers."""
