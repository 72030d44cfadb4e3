"""A publication's own templates come before ours, once they have been tried; faults name file and line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from roundup.core.errors import RenderError
from roundup.rendering.edition import render_edition
from roundup.rendering.own_templates import renderer_for, tried_renderer
from roundup.rendering.renderer import default_templates
from roundup.rendering.samples import sample_edition

OURS = default_templates()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "blocks").mkdir()
    (tmp_path / "own").mkdir()
    return tmp_path


def _signed(own: Path, words: str) -> Path:
    """Write a note of one's own that ends in `words`."""
    path = own / "blocks" / "note.mjml.j2"
    path.write_text((OURS / "blocks" / "note.mjml.j2").read_text().replace("— {{", f"{words} {{{{"))
    return path


def test_one_file_of_ones_own_stands_before_ours_and_all_others_are_ours(own: Path) -> None:
    _signed(own, "Yours,")

    html = render_edition(sample_edition(), tried_renderer(OURS, own)).html

    assert "Yours, Mara Lind" in html
    assert "The lighthouse keepers" in html


def test_a_changed_file_is_read_again(own: Path) -> None:
    path = _signed(own, "Yours,")
    renderer_for(OURS, own)
    _signed(own, "Cheerio,")
    os.utime(path, ns=(1, 1))

    assert "Cheerio, Mara Lind" in render_edition(sample_edition(), renderer_for(OURS, own)).html


def test_without_a_folder_everything_is_ours(tmp_path: Path) -> None:
    assert renderer_for(OURS, tmp_path / "none") is renderer_for(OURS, None)


def test_a_slip_in_a_template_is_told_by_file_and_line(own: Path) -> None:
    (own / "blocks" / "lead.mjml.j2").write_text("<mj-section>\n{% if %}\n</mj-section>")

    with pytest.raises(RenderError, match=r"lead\.mjml\.j2, line 2,"):
        tried_renderer(OURS, own)


def test_a_name_that_does_not_exist_is_told_by_file_and_line(own: Path) -> None:
    (own / "blocks" / "note.mjml.j2").write_text(
        "<mj-section><mj-column>\n\n<mj-text>{{ block.txet }}</mj-text>"
    )

    with pytest.raises(RenderError, match=r"note\.mjml\.j2, line 3,"):
        tried_renderer(OURS, own)


def test_a_file_that_is_none_of_ours_is_told(own: Path) -> None:
    (own / "blocks" / "leed.mjml.j2").write_text("")

    with pytest.raises(RenderError, match=r"leed\.mjml\.j2 does not replace a template"):
        tried_renderer(OURS, own)


def test_what_ones_own_templates_include_lies_in_a_folder_of_its_own(own: Path) -> None:
    (own / "own" / "ornament.mjml.j2").write_text("* * *")
    path = _signed(own, "Yours,")
    path.write_text(path.read_text().replace("Yours,", "{% include 'own/ornament.mjml.j2' %}"))

    assert "* * * Mara Lind" in render_edition(sample_edition(), tried_renderer(OURS, own)).html


def test_a_template_that_nobody_can_leave_by_is_refused(own: Path) -> None:
    for form in ("mjml", "txt"):
        (own / "blocks" / f"footer.{form}.j2").write_text("")
        (own / f"edition.{form}.j2").write_text(
            (OURS / f"edition.{form}.j2").read_text().replace("marks.unsubscribe", "marks.browser")
        )

    with pytest.raises(RenderError, match="fault"):
        tried_renderer(OURS, own)


@pytest.mark.parametrize(
    "fault", ['{{ "a" + 1 }}', "{{ 1 // 0 }}", "{{ ''.join(3) }}", "{% for x in 5 %}{% endfor %}"]
)
def test_whatever_a_template_raises_is_told_by_file_and_line(own: Path, fault: str) -> None:
    """An error of another kind would stop the tick, and with it every other publication."""
    (own / "blocks" / "note.mjml.j2").write_text(f"<mj-section><mj-column>\n<mj-text>{fault}</mj-text>")

    with pytest.raises(RenderError, match=r"note\.mjml\.j2, line 2,"):
        tried_renderer(OURS, own)


def test_a_template_that_cannot_be_read_is_told(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _signed(own, "Yours,")
    read = Path.read_bytes

    def refused(file: Path) -> bytes:
        if file == path:
            raise PermissionError(13, "Permission denied")
        return read(file)

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(RenderError, match=r"note\.mjml\.j2 cannot be read: Permission denied"):
        tried_renderer(OURS, own)
