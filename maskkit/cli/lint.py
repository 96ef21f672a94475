"""``maskkit lint``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    from maskkit.masks.lint import Examined, Repaired
    from maskkit.masks.mask import Mask


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
    _refuse_usage(masks, photo, as_json=as_json, **given)
    from maskkit.errors import LintFound

    errors: list[LintFound] = []
    for name, beside in zip(masks, _photos(masks, photo), strict=True):
        seen, done = _looked_at(name, beside, given["fix"], given["also"])
        findings = [finding for finding in seen.findings if finding.code not in given["ignore"]]
        error = _error(name, findings, strict=given["strict"])
        if done:
            write_output(given["fix"], _encoded(done.mask), overwrite=given["overwrite"])
            _say_changes(name, given["fix"], done, given["also"])
        if as_json:
            told = {"mask": name, "photo": beside, **_facts(seen), "findings": [each.to_json() for each in findings]}
            told |= _changes(done, given["fix"]) if done else {}
            print_json(told | ({"error": error.to_json()} if error else {}))
        else:
            _say_findings(given["fix"] if done else name, seen, findings)
        errors += [error] if error else []
    if errors:
        say(f"Error: {errors[0]}" if len(masks) == 1 else f"Error: {len(errors)} of {len(masks)} masks are not right")
    ctx.exit(LintFound.exit_code if errors else 0)


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
        stems = (Path(name).stem.removesuffix(ending) for ending in MASK_ENDINGS)
        fitting = next((by_stem[stem] for stem in stems if stem in by_stem), None)
        if fitting is None:
            raise ImageNotFound(f"no photo in {photo} has the name of the mask", where=name, hint="Rename one of them.")
        found.append(fitting)
    return found


def _looked_at(name: str, photo: str | None, fix: str | None, also: Sequence[str]) -> tuple[Examined, Repaired | None]:
    """What is to be said about a mask, or about its mended copy; and how that came about."""
    from maskkit.errors import MaskRefused
    from maskkit.masks.lint import Examined, examine, repair

    mask, beside = source(name), source(photo) if photo else None
    if not fix:
        return examine(mask, beside), None
    try:
        done = repair(mask, beside, also=also)
    except MaskRefused as error:
        say(f"{name}: there is nothing to mend: {error.message}")
        return examine(mask, beside), None
    return Examined(done.left, done.mask.size_wh, done.mask), done


def _encoded(mask: Mask) -> bytes:
    from maskkit.images.encode import encode

    return encode(mask.values)


def _error(name: str, findings: Sequence[Finding], *, strict: bool) -> LintFound | None:
    from maskkit.errors import LintFound
    from maskkit.masks.findings import Severity

    counted = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    if not counted[Severity.ERROR] and not (strict and counted[Severity.WARNING]):
        return None
    told = (f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in counted.items() if count)
    return LintFound(f"the mask has {' and '.join(told)}", where=name)


def _say_changes(name: str, fix: str, done: Repaired, also: Sequence[str]) -> None:
    for change in done.changes:
        say(f"{fix}: mended {change.finding.code}: {change.sentence}")
    for code in also:
        if code not in {change.finding.code for change in done.changes}:
            say(f"{fix}: {code} was asked for, and not found")
    if not done.changes:
        say(f"{fix}: a copy of {name}; nothing had to be mended")


def _say_findings(name: str, seen: Examined, findings: Sequence[Finding]) -> None:
    for finding in findings:
        place = f" (in {','.join(map(str, finding.place))})" if finding.place else ""
        say(f"{name}: {finding.severity} {finding.code}: {finding.sentence}{place}. {finding.fix}")
    if seen.mask is not None:
        (width, height), grey = seen.mask.size_wh, seen.mask.grey_share
        edges = f"{grey:.2%} grey" if grey else "hard"
        found = "" if findings else "; no findings"
        say(f"{name}: {width} x {height} pixels, {seen.mask.coverage:.1%} marked, {edges}{found}")


def _facts(seen: Examined) -> dict[str, Any]:
    if seen.mask is None:
        return {"size_wh": seen.size_wh}
    shares = {"coverage": round(seen.mask.coverage, 4), "grey_share": round(seen.mask.grey_share, 6)}
    return {"size_wh": seen.size_wh, **shares}


def _changes(done: Repaired, fix: str) -> dict[str, Any]:
    changed = [(change.finding.code, change.sentence, change.pixels) for change in done.changes]
    changes = [{"code": code, "sentence": text, "pixels": pixels} for code, text, pixels in changed]
    return {"changes": changes, "output": fix, "sha256": done.mask.sha256}
