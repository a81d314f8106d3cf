"""Signing with private keys, by the program `openssl`, of version 3: a machine that sends needs no package."""

import subprocess
import tempfile
from pathlib import Path

from codec import decode
from request import Unusable

# What stands before the seed in PKCS #8 (RFC 8410).
ED25519 = bytes.fromhex("302e020100300506032b657004220420")


def private_key(algorithm, text, encoding):
    """The private half as PKCS #8: for Ed25519 it is written as its seed (or seed and public key) in the key's encoding,
    otherwise as PKCS #8 in base64. A prefix that ends in `_`, such as `whsk_`, is dropped."""
    data = decode("hex" if encoding == "hex" else "base64", text.rsplit("_", 1)[-1])
    if data is None:
        raise Unusable(f"the private key is not {encoding}")
    if algorithm == "ed25519" and len(data) in (32, 64):
        return ED25519 + data[:32]
    return data


def signs(algorithm, key, message):
    with tempfile.TemporaryDirectory() as directory:
        key_file, message_file = Path(directory, "key"), Path(directory, "message")
        key_file.write_bytes(key)
        message_file.write_bytes(message)
        if algorithm == "ed25519":
            command = ["pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", key_file, "-in", message_file]
        else:
            command = ["dgst", "-sha256", "-keyform", "DER", "-sign", key_file, message_file]
        signed = subprocess.run(["openssl", *command], capture_output=True)
    if signed.returncode:
        raise Unusable(f"the private key cannot sign: {signed.stderr.decode(errors='replace').strip()}")
    return signed.stdout
