"""``maskkit lint``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from maskkit.cli import options
from maskkit.cli.streams import (
    STREAM,
    image_format,
    print_json,
    refuse_mixed_stdout,
    refuse_two_streams,
    say,
    source,
    write_output,
)

if TYPE_CHECKING:
    from maskkit.errors import LintFound
    from maskkit.masks.findings import Finding
    from maskkit.masks.lint import Repaired


def _codes(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for value in values for word in options.names(value))


@click.command("lint")
@click.argument("masks", nargs=-1, required=True, metavar="MASK...")
@click.option("--photo", metavar="PHOTO", help="The photo of the mask, or a folder with photos of the masks' names.")
@click.option("--strict", is_flag=True, help="End with code 3 for warnings too.")
@click.option("--fix", metavar="FILE", help="Write a copy without what has one right mending; - is stdout.")
@click.option("--also", multiple=True, metavar="CODE,…", callback=_codes, help="Mend this too: it is your decision.")
@click.option("--ignore", multiple=True, metavar="CODE,…", callback=_codes, help="Findings that are not told.")
@options.overwrite
@options.as_json
@click.pass_context
def command(ctx: click.Context, /, masks: tuple[str, ...], *, photo: str | None, as_json: bool, **given: Any) -> None:
    """Say what is wrong with a mask, and mend it.

    Errors end it with code 3; warnings only with --strict; notes never. What each code means stands in docs/masks.md.
    With --photo the size, the orientation and a guess whether the mask is inverted are looked at as well. The original
    is never changed: --fix writes a copy, and says what was changed and in how many pixels.

    \b
    maskkit lint mask.png --photo kitchen.jpg --strict
    maskkit lint mask.jpg --fix mended.png
    maskkit lint mask.png --photo kitchen.jpg --fix mended.png --also turned,inverted
    maskkit lint masks/*.png --photo photos/ --json
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    fix = given["fix"]
    _refuse_usage(masks, photo, as_json=as_json, **given)
    from maskkit.errors import LintFound, MaskRefused
    from maskkit.masks.lint import lint, repair

    failed: list[LintFound] = []
    for name, beside in zip(masks, _photos(masks, photo), strict=True):
        mask, seen = source(name), source(beside) if beside else None
        done: Repaired | None = None
        if fix:
            try:
                done = repair(mask, seen, also=given["also"])
            except MaskRefused as error:
                say(f"{name}: there is nothing to mend: {error.message}")
        findings = done.left if done else lint(mask, seen)
        findings = tuple(finding for finding in findings if finding.code not in given["ignore"])
        if done:
            _write(done, fix, overwrite=given["overwrite"])
            _say_changes(name, fix, done, given["also"])
        error_found = _error(name, findings, strict=given["strict"])
        failed += [error_found] if error_found else []
        _tell(name, beside, findings, done, error_found, fix=fix, as_json=as_json)
    if failed:
        say(f"Error: {failed[0]}" if len(masks) == 1 else f"Error: {len(failed)} of {len(masks)} masks are not right")
    ctx.exit(LintFound.exit_code if failed else 0)


def _refuse_usage(masks: tuple[str, ...], photo: str | None, *, as_json: bool, **given: Any) -> None:
    from maskkit.errors import UnknownChoice
    from maskkit.masks.findings import CODES

    fix = given["fix"]
    refuse_two_streams(*masks, photo)
    if given["also"] and not fix:
        raise click.UsageError("--also goes with --fix FILE.")
    if fix:
        refuse_mixed_stdout(fix, as_json=as_json)
        if len(masks) > 1:
            raise click.UsageError("--fix writes one file: give one MASK.")
        if image_format(fix) != "png":
            raise click.UsageError("the copy must be .png: JPEG turns hard edges grey.")
    if photo and len(masks) > 1 and not Path(photo).is_dir():
        raise click.UsageError("one photo cannot belong to several masks: give a folder of photos.")
    if strange := [code for code in given["ignore"] if code not in CODES]:
        raise UnknownChoice(f"{', '.join(strange)} is no code of a finding", hint=f"Choose from: {', '.join(CODES)}.")


def _photos(masks: tuple[str, ...], photo: str | None) -> Iterable[str | None]:
    """The photo of each mask."""
    if photo is None or photo == STREAM or not Path(photo).is_dir():
        return [photo] * len(masks)
    from maskkit.batch.folders import walk_photos
    from maskkit.batch.pairing import MASK_ENDINGS
    from maskkit.errors import ImageNotFound

    by_stem = {path.stem: str(path) for path in walk_photos(Path(photo))}
    found: list[str | None] = []
    for name in masks:
        stem = Path(name).stem
        stems = [stem.removesuffix(ending) for ending in MASK_ENDINGS]
        if not (fitting := [by_stem[short] for short in stems if short in by_stem]):
            raise ImageNotFound(f"no photo in {photo} has the name of the mask", where=name, hint="Rename one of them.")
        found.append(fitting[0])
    return found


def _write(done: Repaired, fix: str, *, overwrite: bool) -> None:
    from maskkit.images.encode import encode

    write_output(fix, encode(done.mask.values), overwrite=overwrite)


def _say_changes(name: str, fix: str, done: Repaired, also: tuple[str, ...]) -> None:
    for change in done.changes:
        say(f"{fix}: mended {change.finding.code}: {change.sentence}")
    for code in also:
        if code not in {change.finding.code for change in done.changes}:
            say(f"{fix}: {code} was asked for, and not found")
    if not done.changes:
        say(f"{fix}: a copy of {name}; nothing had to be mended")


def _error(name: str, findings: tuple[Finding, ...], *, strict: bool) -> LintFound | None:
    from maskkit.errors import LintFound
    from maskkit.masks.findings import Severity

    counted = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    if not counted[Severity.ERROR] and not (strict and counted[Severity.WARNING]):
        return None
    told = (f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in counted.items() if count)
    return LintFound(f"the mask has {' and '.join(told)}", where=name)


def _tell(
    name: str,
    photo: str | None,
    findings: tuple[Finding, ...],
    done: Repaired | None,
    error: LintFound | None,
    *,
    fix: str | None,
    as_json: bool,
) -> None:
    if as_json:
        told: dict[str, Any] = {"mask": name, "photo": photo, "findings": [finding.to_json() for finding in findings]}
        if done:
            changes = [
                {"code": change.finding.code, "sentence": change.sentence, "pixels": change.pixels}
                for change in done.changes
            ]
            told |= {"output": fix, "changes": changes, "sha256": done.mask.sha256}
        print_json(told | ({"error": error.to_json()} if error else {}))
        return
    shown = fix if done else name
    for finding in findings:
        place = f" (in {','.join(map(str, finding.place))})" if finding.place else ""
        say(f"{shown}: {finding.severity} {finding.code}: {finding.sentence}{place}. {finding.fix}")
    if not findings and not done:
        say(f"{shown}: no findings")
