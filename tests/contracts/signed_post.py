"""How the contract sees what a provider signs, by a post that no code of ours signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class SignedPost:
    """A post, and the headers that prove it by the settings of the case, written out as they travelled.

    Take it from the provider's documents or make it with another program: whatever the code under test signs,
    it believes. `headers` are all that it reads: where a moment is signed, too, it is one of them.
    """

    headers: Mapping[str, str]
    body: bytes

    def forged(self) -> Iterator[tuple[Mapping[str, str], bytes]]:
        """Yield posts that nobody signed: one sign changed in the body, or in one of the headers."""
        for place in range(len(self.body)):
            yield self.headers, self.body[:place] + b"#" + self.body[place + 1 :]
        for body in (self.body + b" ", b" " + self.body, self.body[:-1], b""):
            yield self.headers, body
        for name, said in self.headers.items():
            for place in (0, len(said) // 2):
                other = "1" if said[place] != "1" else "2"
                yield {**self.headers, name: said[:place] + other + said[place + 1 :]}, self.body
