"""Speech without a speech engine: a short melody, a note for about each syllable."""

import io
import math
import re
import struct
import wave
from functools import lru_cache

_RATE = 16_000
_NOTE_SECONDS = 0.16
_PAUSE_SECONDS = 0.06
_MAX_NOTES = 150
_SCALE = (0, 2, 4, 7, 9, 12, 14, 16)  # pentatonic: any order of these notes is pleasant
_BASE_HERTZ = 220.0
_SYLLABLE = re.compile(r"[aeiouy]+|\d|[^\x00-\x7f]", re.IGNORECASE)


def speech(text: str, pitch: float = 1.0, speed: float = 1.0) -> bytes:
    """A WAV file that "speaks" a text: 16 kHz, one channel, 16 bits.

    Args:
        text: what to say; about 150 syllables are heard.
        pitch: how high, 1.0 being usual; kept between 0.25 and 4.
        speed: how fast, 1.0 being usual; kept between 0.25 and 4.
    """
    pitch, speed = (min(max(value, 0.25), 4.0) for value in (pitch, speed))
    pause = bytes(2 * int(_RATE * _PAUSE_SECONDS / speed))
    notes: list[bytes] = []
    for word in text.split() or [""]:
        word_sum = sum(map(ord, word[:_MAX_NOTES]))
        for note in range(len(_SYLLABLE.findall(word[:_MAX_NOTES])) or 1):
            tone = _SCALE[(word_sum + 3 * note) % len(_SCALE)]
            notes.append(_tone(_BASE_HERTZ * pitch * 2 ** (tone / 12), _NOTE_SECONDS / speed))
        notes.append(pause)
        if len(notes) > _MAX_NOTES:
            break
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(_RATE)
        out.writeframes(b"".join(notes))
    return file.getvalue()


@lru_cache(maxsize=64)
def _tone(hertz: float, seconds: float) -> bytes:
    count = int(_RATE * seconds)
    step = 2 * math.pi * hertz / _RATE
    samples: list[int] = []
    for i in range(count):
        swell = math.sqrt(math.sin(math.pi * i / count))  # from silence to silence, so that nothing clicks
        samples.append(int(9000 * swell * (math.sin(step * i) + 0.3 * math.sin(2 * step * i))))
    return struct.pack(f"<{count}h", *samples)
