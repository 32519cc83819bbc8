"""The compiled style sheets and scripts."""

from pathlib import Path

import pytest

from launch import pages
from launch.errors import LaunchError
from launch.settings import ROOT, Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """This tree, its assets compiled into a folder of the test."""
    return Settings(models=tmp_path)


class TestCompileAssets:
    """`compile_assets`, with the real compiler."""

    def test_makes_a_style_sheet_of_each_source_and_brings_the_script(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        """One .css for each .scss that is not a part of others."""
        pages.compile_assets(settings, tmp_path / "log", print)
        made = {path.name for path in settings.assets.iterdir()}
        sources = (ROOT / "api" / "static" / "src").glob("[!_]*.scss")
        assert {f"{source.stem}.css" for source in sources} <= made
        assert "govuk-frontend.min.js" in made

    def test_loads_nothing_from_elsewhere_and_no_crown_font(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        """GOV.UK's fonts may not be used off GOV.UK, and pages fetch nothing from outside."""
        pages.compile_assets(settings, tmp_path / "log", print)
        styles = "".join(path.read_text() for path in settings.assets.glob("*.css"))
        assert "govuk-" in styles
        assert "@font-face" not in styles
        assert "GDS Transport" not in styles
        assert "url(http" not in styles.replace('"', "")


class TestNodeFolder:
    """`node_folder`."""

    def test_says_so_when_the_environment_has_no_node(self, tmp_path: Path) -> None:
        """Naming the list that should have brought it."""
        with pytest.raises(LaunchError, match=r"requirements/modern\.txt"):
            pages.node_folder(Settings(root=tmp_path))
