"""Prints signatures for the tests to compare with, made by Python's own hmac: nothing of it is ours.

    python3 crates/runtime/tests/verification/vectors.py > crates/runtime/tests/verification/vectors.json

The first vector is the delivery that the other tests start from. A body is told in hexadecimal digits, because not every
body is text.
"""

import hashlib
import hmac
import json

SECRET = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
OTHER = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
BODY = b'{"id":"evt-1","type":"order.paid","data":{"total":12.50}}'

VECTORS = [
    ("genuine", SECRET, "1750000000", BODY),
    ("another secret", OTHER, "1750000000", BODY),
    ("the first second", SECRET, "1", BODY),
    ("the last second", SECRET, "999999999999", BODY),
    ("no body", SECRET, "1750000000", b""),
    ("a byte order mark", SECRET, "1750000000", b"\xef\xbb\xbf" + BODY),
    ("line ends of two bytes", SECRET, "1750000000", b'{\r\n  "id": "evt-1"\r\n}\r\n'),
    ("letters of two to four bytes", SECRET, "1750000000", '{"id":"evt-é€𝄞"}'.encode()),
    ("not UTF-8", SECRET, "1750000000", b'{"id":"\xff\xfe"}'),
    ("every byte", SECRET, "1750000000", bytes(range(256))),
    ("dots", SECRET, "1750000000", b"1750000000.." + BODY),
    ("a secret that is no number", "whsec_äöü/+=", "1750000000", BODY),
    ("a secret of one block", "k" * 64, "1750000000", BODY),
    ("a secret longer than a block", "k" * 65, "1750000000", BODY),
    ("a body of many blocks", SECRET, "1750000000", BODY * 20),
]


def main():
    vectors = [
        {
            "name": name,
            "secret": secret,
            "timestamp": timestamp,
            "body": body.hex(),
            "signature": hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest(),
        }
        for name, secret, timestamp, body in VECTORS
    ]
    print(json.dumps(vectors, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
