"""What the platform tells a test: a web server whose requests are letters, so that nobody has to look again and again."""

import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Inbox:
    def __init__(self):
        self.letters = []
        self.changed = threading.Condition()
        inbox = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.send_response(204)
                self.end_headers()
                with inbox.changed:
                    inbox.letters.append(dict(urllib.parse.parse_qsl(body)))
                    inbox.changed.notify_all()

            def log_message(self, *_):
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = "http://127.0.0.1:%d/told" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def told(self, what, says):
        """The first letter that says this, come already or still to come."""
        with self.changed:
            assert self.changed.wait_for(lambda: any(says(letter) for letter in self.letters), 60), \
                "not told within a minute: %s; told %s" % (what, self.letters)
            return next(letter for letter in self.letters if says(letter))

    def close(self):
        self.server.shutdown()
        self.server.server_close()
