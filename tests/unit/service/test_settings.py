"""Settings: from the environment, checked, and never showing a secret."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from maskkit.service.settings import ServiceSettings, settings_problem


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASKKIT_SERVICE_JOBS", "3")
    monkeypatch.setenv("MASKKIT_SERVICE_ALLOW_LOOPBACK", "true")
    settings = ServiceSettings(data="rooms")
    assert (settings.jobs, settings.allow_loopback) == (3, True)


def test_what_is_given_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASKKIT_SERVICE_PORT", "9")
    assert ServiceSettings(data="rooms", port=0).port == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"port": 70_000},
        {"jobs": 0},
        {"engine_limit_s": 0},
        {"bootstrap_key": "short"},
        {"prot": 80},
        {"public_url": "me"},
    ],
)
def test_wrong_settings_are_refused_at_the_start(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ServiceSettings(data="rooms", **wrong)


def test_secrets_do_not_show() -> None:
    settings = ServiceSettings(data="rooms", bootstrap_key="k" * 30, webhook_secret="whsec_" + "s" * 32)
    assert "k" * 30 not in repr(settings)
    assert "s" * 32 not in settings.model_dump_json()


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in ServiceSettings.model_fields.items() if not field.description] == []


def test_image_limits_follow_the_settings() -> None:
    limits = ServiceSettings(data="rooms", max_mp=2, max_side_px=100, max_upload_bytes=5).image_limits
    assert (limits.max_pixels, limits.max_side_px, limits.max_file_bytes) == (2_000_000, 100, 5)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"jobs": 0}, "the setting jobs (MASKKIT_SERVICE_JOBS) should be greater than or equal to 1"),
        (
            {"bootstrap_key": "short-secret"},
            "the setting bootstrap_key (MASKKIT_SERVICE_BOOTSTRAP_KEY) should have at least 20 characters",
        ),
        ({"public_url": "me"}, "the setting public_url (MASKKIT_SERVICE_PUBLIC_URL) must be an http or https URL"),
    ],
)
def test_what_is_wrong_is_one_sentence_without_the_value(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ServiceSettings(data="rooms", **wrong)
    assert settings_problem(refused.value) == sentence
