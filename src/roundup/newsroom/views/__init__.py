"""The doors of the newsroom: each reads its request, calls one service, and answers."""
