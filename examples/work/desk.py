"""A support desk's application, for docs/work-tutorial.md: python3 examples/work/desk.py [PORT]

POST /assignment  is asked when a worker is offered a task: prints it, and leaves the reservation pending
POST /caller      a call comes in: it becomes a task of the workflow that the address names (?workflow=WW...)
POST /worker      a worker calls in: is joined with the caller of the last reservation
"""
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

last_reservation = ""


class Desk(BaseHTTPRequestHandler):
    def do_POST(self):
        global last_reservation
        form = {name: values[0] for name, values in parse_qs(
            self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
        query = parse_qs(urlsplit(self.path).query)
        path = urlsplit(self.path).path
        if path == "/assignment":
            last_reservation = form["ReservationSid"]
            print("assignment: " + form["ReservationSid"] + " offers " + form["TaskSid"] + " "
                  + form["TaskAttributes"] + " to worker " + form["WorkerName"], flush=True)
            self.answer("application/json", "{}")  # or {"instruction": "accept"}
        elif path == "/caller":
            print("call from " + form["From"], flush=True)
            self.answer("text/xml", '<Response><Enqueue workflowSid="' + query["workflow"][0]
                        + '"><Task>{"language": "en", "level": 3}</Task></Enqueue></Response>')
        elif path == "/worker":
            print("worker takes " + last_reservation, flush=True)
            self.answer("text/xml", '<Response><Dial><Queue reservationSid="' + last_reservation
                        + '"/></Dial></Response>')
        else:
            self.send_error(404)

    def answer(self, kind, body):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args):
        pass


HTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 9080), Desk).serve_forever()
