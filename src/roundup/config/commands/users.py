"""`roundup user`: who signs in to the newsroom."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from roundup.config.commands.output import Commands, Run, add_command, print_answer
from roundup.config.tables import update_tables

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ROLES = ("editor", "admin")


def register(commands: Commands) -> None:
    user = commands.add_parser("user", help="add, list, disable or remove editors' accounts")
    acts = user.add_subparsers(required=True, metavar="ACT")
    add = add_command(acts, "add", _add, "add an editor's account")
    add.add_argument("email")
    add.add_argument("--role", default="editor", choices=ROLES)
    _takes_password(add)
    add_command(acts, "list", _list, "list accounts", json=True)
    _act(acts, "disable", _disable, "lock an account and end its sessions")
    _act(acts, "enable", _enable, "unlock an account")
    _act(acts, "remove", _remove, "remove an account; its owner's name stays on what they approved")
    _act(acts, "sign-out", _sign_out, "end the sessions of an account on all devices")
    _act(acts, "role", _role, "change the role of an account").add_argument("role", choices=ROLES)
    _takes_password(_act(acts, "password", _password, "change the password of an account; ends its sessions"))


def _act(acts: Commands, name: str, run: Run, help: str) -> argparse.ArgumentParser:
    parser = add_command(acts, name, run, help, json=True)
    parser.add_argument("email")
    return parser


def _takes_password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def _add(arguments: argparse.Namespace) -> None:
    from roundup.editors.accounts import add_user

    update_tables()
    password, made = _typed(arguments.password_stdin)
    add_user(arguments.email, arguments.role, password)
    print(f"Added {arguments.email} as {arguments.role}." + (f" Password: {password}" if made else ""))


def _list(arguments: argparse.Namespace) -> None:
    from roundup.editors.roster import all_accounts

    update_tables()
    found = [
        {
            "email": account.email,
            "role": account.role,
            "last_sign_in": account.last_sign_in,
            "active": account.is_active,
        }
        for account in all_accounts()
    ]
    lines = [f"{one['email']:40} {one['role']:6} {_seen(one)}" for one in found]
    print_answer(
        arguments,
        found,
        "\n".join(lines) or "There is no account yet: `roundup user add EMAIL --role admin`.",
    )


def _seen(one: Mapping[str, Any]) -> str:
    moment = one["last_sign_in"]
    seen = f"last signed in {moment:%Y-%m-%d %H:%M} UTC" if moment else "never signed in"
    return seen if one["active"] else f"{seen}, disabled"


def _disable(arguments: argparse.Namespace) -> None:
    from roundup.editors.roster import disable_account

    _do(arguments, disable_account, "Disabled, and signed out everywhere.")


def _enable(arguments: argparse.Namespace) -> None:
    from roundup.editors.roster import enable_account

    _do(arguments, enable_account, "Enabled.")


def _remove(arguments: argparse.Namespace) -> None:
    from roundup.editors.roster import remove_account

    _do(arguments, remove_account, "Removed, and signed out everywhere.")


def _sign_out(arguments: argparse.Namespace) -> None:
    from roundup.editors.roster import end_sessions

    _do(arguments, end_sessions, "Signed out everywhere.")


def _role(arguments: argparse.Namespace) -> None:
    from roundup.editors.roster import set_role

    _do(arguments, lambda user: set_role(user, arguments.role), f"The role is {arguments.role} now.")


def _password(arguments: argparse.Namespace) -> None:
    from roundup.editors.roster import find_account, set_password

    update_tables()
    user = find_account(arguments.email)
    password, made = _typed(arguments.password_stdin)
    set_password(user, password)
    document = {"email": user.get_username()} | ({"password": password} if made else {})
    print_answer(arguments, document, "The password was changed." + (f" It is {password}" if made else ""))


def _do(arguments: argparse.Namespace, act: Callable[[User], object], done: str) -> None:
    from roundup.editors.roster import find_account

    update_tables()
    user = find_account(arguments.email)
    act(user)
    print_answer(arguments, {"email": user.get_username(), "done": done}, f"{user.get_username()}: {done}")


def _typed(from_stdin: bool) -> tuple[str, bool]:
    """Return the password, and whether it was made here because nobody could be asked."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\n"), False
    if sys.stdin.isatty():
        return getpass.getpass("Password: "), False
    return secrets.token_urlsafe(12), True
