"""Every setting of the service, once; each can be given as an environment variable ``MASKKIT_SERVICE_<NAME>``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from maskkit.errors import WebhookRefused
from maskkit.limits import ImageLimits
from maskkit.roomapi.checks import url_problem
from maskkit.roomapi.signing import decode_secret
from maskkit.service.sandbox import groups

Seconds = Annotated[float, Field(gt=0)]

SHORTEST_KEY = 20


def _long_enough(key: SecretStr | None) -> SecretStr | None:
    if key is not None and len(key.get_secret_value()) < SHORTEST_KEY:
        raise ValueError(f"should have at least {SHORTEST_KEY} characters")
    return key


def _a_url(url: str | None) -> str | None:
    if url is not None and (problem := url_problem(url)):
        raise ValueError(problem)
    return url


def _a_database(url: SecretStr | None) -> SecretStr | None:
    if url is not None and not url.get_secret_value().startswith(("postgresql://", "postgres://")):
        raise ValueError("must be a URL such as postgresql://user:password@host:5432/rooms")
    return url


def _a_webhook_secret(secret: SecretStr | None) -> SecretStr | None:
    if secret is not None:
        try:
            decode_secret(secret.get_secret_value())
        except WebhookRefused as error:
            raise ValueError(error.message) from None
    return secret


def _a_sandbox(faults: str | None) -> str | None:
    groups(faults or "")
    return faults


class ServiceSettings(BaseSettings):
    """What a service is started with.

    >>> ServiceSettings(data="rooms", port=0).engine
    'auto'
    """

    model_config = SettingsConfigDict(env_prefix="MASKKIT_SERVICE_", frozen=True, extra="forbid")

    data: Path = Field(
        description="The folder that holds the database, the jobs and the files; made when it is not there."
    )
    database: Annotated[SecretStr | None, AfterValidator(_a_database)] = Field(
        None, description="The URL of a Postgres that several machines share, instead of a file in the data folder."
    )
    pictures: Path | None = Field(
        None, description="The folder of uploaded and generated pictures, where several machines share it."
    )
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=0, le=65_535, description="The port to listen on; 0 picks a free one.")
    public_url: Annotated[str | None, AfterValidator(_a_url)] = Field(
        None, description="What the service is called from outside, such as https://rooms.example.org, behind a proxy."
    )
    exit_with_stdin: bool = Field(
        default=False, description="End when stdin is closed, so that the service dies with its parent."
    )

    engine: str = Field("auto", description="The engine's name, or your own engine as module:attribute.")
    jobs: int = Field(
        default_factory=lambda: max(1, (os.cpu_count() or 2) // 2), ge=1, description="Generations worked on at a time."
    )
    engine_limit_s: Seconds = Field(900.0, description="How long one generation may take before its process is killed.")
    engine_attempts: int = Field(5, ge=1, description="How often a generation is begun before it is given up.")
    engine_memory_mb: int | None = Field(
        None, ge=256, description="Address space of an engine process; None = no limit."
    )
    engine_rounds: int = Field(100, ge=1, description="Generations after which an engine process is replaced.")
    max_waiting: int = Field(10_000, ge=1, description="Generations that may wait; above it, create answers 503.")

    requests_per_minute: int = Field(
        6000, ge=0, description="How often one key may call, on the average of 10 s; above it, 429. 0 = no limit."
    )

    bootstrap_key: Annotated[SecretStr | None, AfterValidator(_long_enough)] = Field(
        None, description="A key for the user of the data folder, instead of the one that is made and shown once."
    )
    initial_photos: int = Field(100, ge=0, description="Photos that the user of a new data folder has.")
    free_variations: bool = Field(default=True, description="Whether a variation costs no photo.")

    max_mp: float = Field(40.0, gt=0, description="The largest photo in megapixels.")
    max_side_px: int = Field(12_000, ge=1, description="The longest side of a photo.")
    max_upload_bytes: int = Field(
        32 * 1024 * 1024, ge=1, description="The largest file that can be uploaded or fetched."
    )

    asset_ttl_s: Seconds = Field(7 * 86_400.0, description="How long an uploaded file is kept.")
    output_ttl_s: Seconds = Field(30 * 86_400.0, description="How long a generated picture is kept.")
    url_ttl_s: Seconds = Field(
        8 * 86_400.0, description="How long the URL of a picture is good, at most; retrieve gives a fresh one."
    )
    delivery_log_ttl_s: Annotated[float, Field(ge=7 * 86_400)] = Field(
        30 * 86_400.0, description="How long the log of call-backs is kept."
    )
    idempotency_ttl_s: int = Field(3 * 86_400, ge=60, description="How long an Idempotency-Key is remembered.")

    allow_loopback: bool = Field(default=False, description="Whether photos and call-backs may be on this machine.")
    callback_limit_s: Seconds = Field(15.0, description="How long a receiver may take to answer a call-back.")
    webhook_secret: Annotated[SecretStr | None, AfterValidator(_a_webhook_secret)] = Field(
        None, description="Signs the call-backs (Standard Webhooks, whsec_…)."
    )
    webhook_secret_previous: Annotated[SecretStr | None, AfterValidator(_a_webhook_secret)] = Field(
        None, description="Signs them as well while receivers change over to a new secret."
    )

    header_limit_s: Annotated[float, Field(ge=0.1)] = Field(4.5, description="How long a request's head may take.")
    body_grace_s: Seconds = Field(13.0, description="How long a body may take, beside one second per 10 KB.")
    stop_s: Seconds = Field(
        8.0, description="How long a stop may take; what is not done then is done at the next start."
    )

    log_format: Literal["text", "json"] = Field("text", description="Log lines for people, or one JSON object a line.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What is logged at least.")
    metrics_key: Annotated[SecretStr | None, AfterValidator(_long_enough)] = Field(
        None, description="What /metrics asks for as its bearer token; without one it is open."
    )

    sandbox: Annotated[str | None, AfterValidator(_a_sandbox)] = Field(
        None,
        description="Lets calls go wrong on request, for tests; what it holds (rate=0.1,fail) goes wrong with all.",
    )

    @property
    def image_limits(self) -> ImageLimits:
        """The limits for photos and masks."""
        return ImageLimits(max_mp=self.max_mp, max_side_px=self.max_side_px, max_file_bytes=self.max_upload_bytes)

    @property
    def webhook_secrets(self) -> list[str]:
        """The secrets that sign call-backs, the newest first."""
        given = (self.webhook_secret, self.webhook_secret_previous)
        return [secret.get_secret_value() for secret in given if secret is not None]


def settings_problem(error: ValidationError) -> str:
    """What is wrong with which setting, in a sentence that repeats no value: it may be a secret."""
    return "; ".join(_sentence(each["loc"], each["msg"]) for each in error.errors(include_url=False))


def _sentence(place: tuple[int | str, ...], said: str) -> str:
    name = ".".join(map(str, place))
    said = said.removeprefix("Value error, ").removeprefix("Input ")
    return f"the setting {name} (MASKKIT_SERVICE_{name.upper()}) {said[:1].lower()}{said[1:]}"
