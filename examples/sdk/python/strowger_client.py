"""Points the Python SDK (package `twilio`, tested with Debian's python3-twilio 7.7) at a Strowger server:

    from strowger_client import strowger_client
    client = strowger_client("https://pbx.example", account_sid, auth_token)
    call = client.calls.create(to=to, from_=number, url=url)

Every request, whatever host it names, goes to that server: scheme, host and port change, all else stays. A private CA
is named by strowger_client(..., ca="ca.pem"), as not every version of the SDK reads REQUESTS_CA_BUNDLE.

Without this file the same is done product by product: client.api.base_url = "https://pbx.example", and likewise
client.taskrouter, client.voice, client.trunking, client.monitor.
"""

from urllib.parse import urlsplit, urlunsplit

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client


class StrowgerHttpClient(TwilioHttpClient):
    """The SDK's own HTTP client, sent to another server."""

    def __init__(self, base, ca=None, **options):
        super().__init__(**options)
        self.base = urlsplit(base)
        if ca:
            self.session.verify = ca

    def request(self, method, uri, *arguments, **options):
        parts = urlsplit(uri)
        path = self.base.path.rstrip("/") + parts.path
        target = urlunsplit((self.base.scheme, self.base.netloc, path, parts.query, ""))
        return super().request(method, target, *arguments, **options)


def strowger_client(base, account_sid, auth_token, ca=None, **options):
    """A client of the SDK whose requests go to the server at `base`; `ca` is a file of authorities to trust."""
    return Client(account_sid, auth_token, http_client=StrowgerHttpClient(base, ca), **options)
