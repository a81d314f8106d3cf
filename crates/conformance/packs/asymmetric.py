"""Public-key signatures, by the package `cryptography`; nothing else needs it."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

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


def private_key(algorithm, text, encoding):
    """The private half: for Ed25519 its seed (or seed and public key) in the key's encoding, otherwise PKCS #8 in base64.
    A prefix that ends in `_`, such as `whsk_`, is dropped."""
    data = decode("hex" if encoding == "hex" else "base64", text.rsplit("_", 1)[-1])
    if data is None:
        raise Unusable(f"the private key is not {encoding}")
    if algorithm == "ed25519" and len(data) in (32, 64):
        return Ed25519PrivateKey.from_private_bytes(data[:32])
    try:
        return load_der_private_key(data, None)
    except ValueError as error:
        raise Unusable("the private key is not PKCS #8 in DER") from error


def signs(algorithm, key, message):
    if algorithm == "ed25519":
        return key.sign(message)
    if algorithm == "ecdsa-p256-sha256":
        return key.sign(message, ec.ECDSA(SHA256()))
    return key.sign(message, padding.PKCS1v15(), SHA256())
