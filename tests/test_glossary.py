"""The glossary holds both ways: the code says its words, and nothing is named with a word that it refuses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Set
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment

from tools.catalogues import newsroom_words

ROOT = Path(__file__).resolve().parents[1]
GLOSSARY = (ROOT / "docs/GLOSSARY.md").read_text()
ROWS = re.findall(r"^\| (\*\*.+) \| .+ \| (.+) \|$", GLOSSARY, re.MULTILINE)
PACKAGE = ROOT / "src/roundup"
TEMPLATES = ROOT / "templates"

# Names that a refused word may stand in, because it is the word of another library, format or protocol.
FOREIGN = {
    "accounts, to Django": "user users add_user redirect_authenticated_user",
    "headers and their meaning in HTTP": "user_agent etag _etag",
    "what carries bytes in httpcore, and mail in Django": "backend _Backend GuardedBackend",
    "what SendGrid calls parts of its requests": "timestamp TIMESTAMP_HEADER MAX_CATEGORY_LENGTH",
    "rows of a file, and events, that come twice": "duplicate duplicates",
    "the members of a group, or of a gzip file": "members _MOST_MEMBERS",
    "what other sites call parts of a page": "teasers _is_list_of_teasers _hero _hero_words",
    "when Python collects garbage": "thresholds",
    "headers that stand once": "_SINGLE",
}
TO_BE_RENAMED = "Recipient recipient recipients recipients_of single _single_mails"
ALLOWED = {name for names in (*FOREIGN.values(), TO_BE_RENAMED) for name in names.split()}
# What readers and editors call an edition.
ALLOWED_IN_TEXTS = {"newsletter"}
# The part of an address before its password.
FOREIGN_IN_TEXTS = "user name"


def refused() -> list[str]:
    """Return the words on the right but those in italics, which have another meaning of their own."""
    cells = [re.sub(r"\*[^*]+\*|\([^)]*\)", "", cell) for _, cell in ROWS]
    return sorted({word.strip() for cell in cells for word in re.split("[,;]", cell)} - {""})


def names_in_code() -> Iterator[str]:
    """Yield every name that we give: of modules, functions, classes, arguments and variables."""
    for path in PACKAGE.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        yield from path.relative_to(PACKAGE).with_suffix("").parts
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield node.name
            elif isinstance(node, ast.arg):
                yield node.arg
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def names_in_templates() -> Iterator[str]:
    environment = Environment(autoescape=True)
    for path in TEMPLATES.rglob("*.j2"):
        for _, kind, value in environment.lex(path.read_text()):
            if kind == "name":
                yield value


def texts() -> Iterator[str]:
    """Yield what is on a page: the templates without marks, and the words of the catalogues."""
    environment = Environment(autoescape=True)
    for path in TEMPLATES.rglob("*.j2"):
        tokens = environment.lex(path.read_text())
        data = "".join(value if kind == "data" else "\x00" for _, kind, value in tokens)
        yield from re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", "\x00", data, flags=re.DOTALL).split("\x00")
    yield from re.findall(r'^msgid "(.+)"$', (PACKAGE / "locale/fr.po").read_text(), re.MULTILINE)
    for message in newsroom_words():
        yield from [message.id] if isinstance(message.id, str) else message.id


@cache
def parts(name: str) -> str:
    """Return a name or a text as words in small letters: `SignUp`, `sign_up` and `sign-up` are the same."""
    return " ".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)).lower()


def saying(word: str, names: Set[str]) -> list[str]:
    """Return those of `names` that say `word`, one of it or several."""
    pattern = re.compile(rf"\b{parts(word)}s?\b")
    return sorted(name for name in names if pattern.search(parts(name)))


# Read by whoever runs these tests: workers that run others only list them.
@cache
def names_of_ours() -> frozenset[str]:
    return frozenset((*names_in_code(), *names_in_templates()))


@cache
def texts_of_ours() -> frozenset[str]:
    return frozenset(text.replace(FOREIGN_IN_TEXTS, "").strip() for text in texts())


def test_each_word_has_one_row() -> None:
    words = re.findall(r"^\| \*\*(.+?)\*\*", GLOSSARY, re.MULTILINE)
    assert sorted(words) == sorted(set(words))


def test_every_word_of_the_glossary_is_said_in_the_code() -> None:
    words = re.findall(r"\*\*([\w -]+)\*\*", "\n".join(word for word, _ in ROWS))
    code = "\n".join(path.read_text() for path in (ROOT / "src").rglob("*.py")).lower()
    code = " ".join(code.split())  # Lines break between words.

    assert words
    assert not [word for word in words if not re.search(rf"\b{re.escape(word.lower())}", code)]


@pytest.mark.parametrize("word", refused())
def test_nothing_is_named_with_the_refused_word(word: str) -> None:
    found = saying(word, names_of_ours() - ALLOWED)

    assert not found, f"docs/GLOSSARY.md has another word for {word!r}, which {found} say"


@pytest.mark.parametrize("word", sorted(set(refused()) - ALLOWED_IN_TEXTS))
def test_no_page_says_the_refused_word(word: str) -> None:
    found = saying(word, texts_of_ours())

    assert not found, f"docs/GLOSSARY.md has another word for {word!r}, which pages say: {found}"


def test_what_is_allowed_is_needed() -> None:
    said = {name for word in refused() for name in saying(word, names_of_ours())}

    assert not ALLOWED - said
    assert not [word for word in ALLOWED_IN_TEXTS if not saying(word, texts_of_ours())]
    assert set(refused()) >= ALLOWED_IN_TEXTS


def test_a_word_in_italics_has_another_meaning_that_the_code_or_the_glossary_uses() -> None:
    """Italics excuse a word from the rule, so that they must be needed."""
    italics = {word for _, cell in ROWS for word in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", cell)}

    assert not [word for word in italics if not saying(word, names_of_ours() | texts_of_ours())]
