"""Checks the header Strowger-Signature of a webhook: t=SECONDS,id=EVENT,v1=HEX[,v1=HEX].

It refuses what is forged, altered or old; whoever must not do a thing twice also remembers the event ids of the last five
minutes, as one event may arrive more than once, with a new time each try.
"""

import hashlib
import hmac
import re
import time

TOLERANCE_SECONDS = 300


def verify_strowger_webhook(auth_token, header, method, url, body, now=None):
    """The event's id; ValueError when the signature is not right or not fresh.

    auth_token: the account's. url: as requested, with its query string. body: the bytes as they came; b"" for a GET.
    """
    parts = [part.partition("=")[::2] for part in header.split(",")]
    sent = next((value for name, value in parts if name == "t"), "")
    event = next((value for name, value in parts if name == "id"), "")
    if not re.fullmatch("[0-9]{1,12}", sent) or not event:
        raise ValueError("no time or no event in the signature")
    digest = hashlib.sha256(body).hexdigest()
    text = f"{sent}.{event}.{method}.{url}.{digest}"
    expected = hmac.new(auth_token.encode(), text.encode(), hashlib.sha256).hexdigest()
    given = [value for name, value in parts if name == "v1"]
    if not any([hmac.compare_digest(expected.encode(), value.encode()) for value in given]):
        raise ValueError("wrong signature")
    if abs((time.time() if now is None else now) - int(sent)) > TOLERANCE_SECONDS:
        raise ValueError("the signature is too old, or the clocks differ")
    return event
