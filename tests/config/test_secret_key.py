"""The secret that signs readers' links is made once, and never silently replaced."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from roundup.config.environment.secret_key import DATABASE, FILE, kept_secret, ready_folder
from roundup.core.errors import Refused
from roundup.core.settings import BadSetting


def test_it_is_made_once_and_kept(tmp_path: Path) -> None:
    made = kept_secret(tmp_path)

    assert len(made) >= 48
    assert kept_secret(tmp_path) == made
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_of_many_that_start_at_once_all_have_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(kept_secret, [tmp_path] * 8))) == 1


@pytest.mark.parametrize("content", [b"", b"\n", b"cut", b"\xff" * 40, b"a" * 40])
def test_one_that_was_cut_short_is_not_replaced(content: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(content)

    with pytest.raises(Refused):
        kept_secret(tmp_path)
    assert (tmp_path / FILE).read_bytes() == content


def test_one_that_is_lost_beside_its_database_is_not_made_again(tmp_path: Path) -> None:
    (tmp_path / DATABASE).touch()

    with pytest.raises(Refused, match="Put the file back from a backup"):
        kept_secret(tmp_path)
    assert not (tmp_path / FILE).exists()


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()

    with pytest.raises(Refused, match="cannot be read or created: Is a directory"):
        kept_secret(tmp_path)


def test_the_data_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    ready_folder(tmp_path / "a" / "b")

    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700


def test_a_data_folder_that_cannot_be_made_is_a_bad_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(BadSetting, match=r"ROUNDUP_DATA .* can be created"):
        ready_folder(tmp_path / "file" / "below")
