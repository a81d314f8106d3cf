"""Bytes as texts. Each has one way to be written: either case of hex, base64 with padding and without stray bits."""

import base64
import binascii
import re


def decode(encoding, text):
    """The bytes, or `None` for a text that is not in the encoding. Only `base64url` may lack its padding."""
    if encoding == "hex":
        return bytes.fromhex(text) if re.fullmatch("(?:[0-9A-Fa-f]{2})*", text) else None
    if encoding == "base64url":
        if "+" in text or "/" in text:
            return None
        padding = "" if text.endswith("=") else "=" * (-len(text) % 4)
        text = (text + padding).translate(str.maketrans("-_", "+/"))
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None


def encode(encoding, data):
    if encoding == "hex":
        return data.hex()
    if encoding == "base64url":
        return base64.urlsafe_b64encode(data).decode().rstrip("=")
    return base64.b64encode(data).decode()
