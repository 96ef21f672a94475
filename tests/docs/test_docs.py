"""The documents tell the truth: commands, flags, settings and error codes are described, links lead somewhere."""

from __future__ import annotations

import importlib.metadata
import inspect
import re
from pathlib import Path

import click
import pytest

from maskkit import errors
from maskkit.cli.main import cli
from maskkit.errors import MaskkitError
from maskkit.service.settings import ServiceSettings

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def section(page: str, heading: str) -> str:
    """The text of one `##` section."""
    text = (ROOT / "docs" / page).read_text()
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"docs/{page} has no section {heading!r}"
    return found.group(1)


def commands() -> dict[str, click.Command]:
    context = click.Context(cli)
    return {name: command for name in cli.list_commands(context) if (command := cli.get_command(context, name))}


def commands_of_groups() -> dict[str, click.Command]:
    """The commands inside of commands, by all of their words."""
    found: dict[str, click.Command] = {}
    groups = list(commands().items())
    while groups:
        name, group = groups.pop()
        if isinstance(group, click.Group):
            inner = {f"{name} {word}": command for word, command in group.commands.items()}
            found |= {words: command for words, command in inner.items() if not isinstance(command, click.Group)}
            groups += inner.items()
    return found


@pytest.mark.parametrize("name", sorted(commands_of_groups()))
def test_every_command_of_a_group_and_its_flags_are_documented(name: str) -> None:
    text = section("cli.md", f"maskkit {name.split(maxsplit=1)[0]}")
    found = re.search(rf"^### maskkit {name}\n(.*?)(?=^### |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"docs/cli.md has no section {name!r}"
    assert undocumented(commands_of_groups()[name], found.group(1)) == []


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_flag_is_documented(name: str) -> None:
    assert undocumented(commands()[name], section("cli.md", f"maskkit {name}")) == []


def undocumented(command: click.Command, text: str) -> list[str]:
    """The flags of a command that a text does not tell of."""
    flags = [
        flag
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for flag in parameter.opts + parameter.secondary_opts
        if flag.startswith("--") and flag != "--help"
    ]
    return [flag for flag in flags if f"`{flag}" not in text]


def test_no_command_is_documented_that_does_not_exist() -> None:
    described = re.findall(r"^## maskkit (\S+)", (ROOT / "docs/cli.md").read_text(), re.MULTILINE)
    assert sorted(described) == sorted(commands())


def test_every_error_code_is_documented_with_its_exit_code() -> None:
    text = (ROOT / "docs/errors.md").read_text()
    classes = [value for value in vars(errors).values() if inspect.isclass(value) and issubclass(value, MaskkitError)]
    missing = [cls.code for cls in classes if f"| `{cls.code}` | {cls.exit_code} |" not in text]
    assert missing == []


def test_every_setting_of_the_service_is_documented() -> None:
    text = (ROOT / "docs/service.md").read_text()
    prefix = ServiceSettings.model_config["env_prefix"]
    assert [name for name in ServiceSettings.model_fields if f"`{prefix}{name}`".upper() not in text.upper()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()) + re.findall(r'src="([^"]+)"', page.read_text())
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


def python_blocks(page: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)


@pytest.mark.parametrize("page", [page for page in PAGES if python_blocks(page)], ids=lambda page: page.name)
def test_the_python_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sample_images").symlink_to(ROOT / "sample_images")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in python_blocks(page):
        exec(compile(block, page.name, "exec"), names)
    assert names["mk"]


def test_the_changelog_has_the_version_of_the_package() -> None:
    import maskkit

    text = (ROOT / "CHANGELOG.md").read_text()
    assert f"## [{maskkit.__version__}]" in text
    assert importlib.metadata.version("maskkit") == maskkit.__version__
