#!/usr/bin/env python3
"""Makes `vectors.json`: keys and certificates by OpenSSL, and signatures of `1760000000.{}` by them.

    python3 crates/runtime/tests/keys/vectors.py > crates/runtime/tests/keys/vectors.json
"""

import base64
import json
import pathlib
import re
import subprocess
import tempfile

MESSAGE = b"1760000000.{}"
# 2025-10-09, the day of the message, and the days around it.
BEGIN, END = "20251008000000Z", "20251010000000Z"


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *arguments], input=data, check=True, capture_output=True).stdout


def for_urls(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def certificate(key, directory):
    """By a certificate authority of a day, which is all that lets OpenSSL 3.0 say from when a certificate counts."""
    (directory / "index.txt").write_text("")
    (directory / "serial").write_text("01")
    (directory / "ca.cnf").write_text(
        "[ca]\ndefault_ca = own\n[own]\ndatabase = index.txt\nserial = serial\nnew_certs_dir = .\ndefault_md = sha256\n"
        "policy = any\n[any]\ncommonName = supplied\n"
    )
    request = openssl("req", "-new", "-key", key, "-subj", "/CN=keys.example.com")
    (directory / "request.pem").write_bytes(request)
    command = ["openssl", "ca", "-batch", "-notext", "-selfsign", "-config", "ca.cnf", "-keyfile", key.name]
    command += ["-in", "request.pem", "-startdate", BEGIN, "-enddate", END]
    return subprocess.run(command, cwd=directory, check=True, capture_output=True).stdout.decode()


def made(*options):
    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        key = directory / "key.pem"
        key.write_bytes(openssl("genpkey", *options))
        signature = openssl("dgst", "-sha256", "-sign", key, data=MESSAGE)
        text = openssl("pkey", "-in", key, "-noout", "-text_pub").decode()
        numbers = bytes.fromhex("".join(re.findall(r"^ {4}([0-9a-f:]+)$", text, re.M)).replace(":", ""))
        return {
            "certificate": certificate(key, directory),
            "signature": base64.b64encode(signature).decode(),
        }, numbers


rsa, modulus = made("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
ec, point = made("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
rsa["jwk"] = {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "one", "n": for_urls(modulus.lstrip(b"\0")), "e": "AQAB"}
ec["jwk"] = {"kty": "EC", "crv": "P-256", "kid": "one", "x": for_urls(point[1:33]), "y": for_urls(point[33:65])}
print(json.dumps({"rsa": rsa, "ec": ec}, indent=2))
