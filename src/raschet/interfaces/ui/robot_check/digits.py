"""Digits to see or to hear: what a picture or a voice says, and whether it was typed back."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from captcha.audio import AudioCaptcha
from captcha.image import ImageCaptcha
from django.core import signing
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from raschet.domain.access.budgets import Purpose

SALT: Final = "raschet.check.digits"
DIGITS: Final = 5
DIGITS_MAX: Final = 9
VALID_FOR: Final = timedelta(minutes=20)
VOICES: Final = Path(__file__).parent / "voices"
PICTURE: Final = (300, 96)
INK: Final = (11, 61, 52)
PAPER: Final = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Riddle:
    """Digits that a sealed token stands for; only the key of the installation knows them."""

    purpose: str
    level: int
    nonce: str
    made_at: datetime

    @property
    def answer(self) -> str:
        """The digits: one more with each level."""
        length = min(DIGITS_MAX, DIGITS + self.level)
        keyed = salted_hmac(SALT, self.nonce, algorithm="sha256").digest()
        return str(int.from_bytes(keyed[:16], "big"))[-length:]

    @property
    def mark(self) -> str:
        """What it is used up by."""
        return f"digits:{self.nonce}"

    @property
    def expires_at(self) -> datetime:
        """From when on it is refused."""
        return self.made_at + VALID_FOR

    def fits(self, typed: str) -> bool:
        """Whether the digits were typed; spaces between them do not count."""
        plain = "".join(typed.split())
        return hmac.compare_digest(plain.encode(), self.answer.encode())


def new_token(purpose: Purpose, level: int, now: datetime) -> str:
    """A sealed riddle for a page. Nothing is kept: every process can open it."""
    return signing.dumps(
        [str(purpose), level, secrets.token_hex(16), int(now.timestamp())],
        salt=SALT,
        compress=False,
    )


def riddle_of(token: str, now: datetime) -> Riddle | None:
    """The riddle of a token that we made less than twenty minutes ago."""
    try:
        purpose, level, nonce, made = signing.loads(token, salt=SALT)
        riddle = Riddle(
            str(purpose), int(level), str(nonce), datetime.fromtimestamp(int(made), tz=now.tzinfo)
        )
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return riddle if riddle.made_at <= now + VALID_FOR and now < riddle.expires_at else None


class _Drawing(ImageCaptcha):
    """Digits with air between them: bent, but not one over the other."""

    character_rotate = (-18, 18)
    character_offset_dx = (2, 6)
    word_space_probability = 1.0
    word_offset_dx = 0.35
    lookup_table = [min(255, shade * 5) for shade in range(256)]


def picture(riddle: Riddle) -> bytes:
    """The digits as a PNG, bent a little otherwise each time."""
    width, height = PICTURE
    drawn = _Drawing(width=width, height=height, font_sizes=(54, 60, 66))
    image = drawn.create_captcha_image(riddle.answer, INK, PAPER)
    drawn.create_noise_dots(image, INK, width=2, number=60)
    drawn.create_noise_curve(image, INK)
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def sound(riddle: Riddle, language: str) -> bytes:
    """The digits as a WAV, spoken in a language over quiet murmur."""
    return bytes(_speaker(language).generate(riddle.answer))


@cache
def _speaker(language: str) -> AudioCaptcha:
    return AudioCaptcha(voicedir=str(VOICES / (language if language in {"ru", "en"} else "ru")))
