"""Verifying by public keys, with the package `cryptography`; nothing else needs it."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from codec import decode
from request import Unusable


def verifies(algorithm, key, signature, message):
    try:
        if algorithm == "ed25519":
            public_ed25519(key).verify(signature, message)
        elif algorithm == "ecdsa-p256-sha256":
            public_der(key, ec.EllipticCurvePublicKey).verify(signature, message, ec.ECDSA(SHA256()))
        else:
            public_der(key, RSAPublicKey).verify(signature, message, padding.PKCS1v15(), SHA256())
        return True
    except InvalidSignature:
        return False


def public_ed25519(key):
    if len(key) == 32:
        return Ed25519PublicKey.from_public_bytes(key)
    return public_der(key, Ed25519PublicKey)


def public_der(key, kind):
    try:
        public = load_der_public_key(key)
    except ValueError as error:
        raise Unusable("the public key is not SPKI in DER") from error
    if not isinstance(public, kind) or kind is ec.EllipticCurvePublicKey and public.curve.name != "secp256r1":
        raise Unusable("the public key is for another algorithm")
    return public
