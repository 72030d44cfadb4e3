"""To whom: addresses and their wishes, the links that carry their rights, and whom never to mail."""
