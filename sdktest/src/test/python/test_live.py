"""Running calls through the Python SDK: place, redirect, record, hang up (issue 3, must show 1)."""

import os
import time
import unittest

from strowger_client import strowger_client
from twilio.base.exceptions import TwilioRestException

CLIENT = strowger_client(os.environ["STROWGER_URL"], os.environ["STROWGER_SID"], os.environ["STROWGER_TOKEN"])


def until(what, so):
    """Looks again and again until something is so."""
    over = time.monotonic() + 60
    while not so():
        assert time.monotonic() < over, "not within a minute: " + what
        time.sleep(0.05)


class LiveCalls(unittest.TestCase):
    def test_a_call_is_placed_redirected_recorded_and_hung_up(self):
        call = CLIENT.calls.create(to=os.environ["STROWGER_PHONE"], from_=os.environ["STROWGER_NUMBER"],
                                   twiml='<Response><Pause length="100"/></Response>')
        self.assertEqual(call.direction, "outbound-api")
        until("answered", lambda: CLIENT.calls(call.sid).fetch().status == "in-progress")
        CLIENT.calls(call.sid).update(twiml='<Response><Play digits="5"/><Pause length="100"/></Response>')
        recording = CLIENT.calls(call.sid).recordings.create()
        CLIENT.calls(call.sid).recordings("Twilio.CURRENT").update(status="stopped")
        until("recorded", lambda: CLIENT.recordings(recording.sid).fetch().status in ("completed", "absent"))
        self.assertTrue(CLIENT.recordings(recording.sid).delete())
        CLIENT.calls(call.sid).update(status="completed")
        until("ended", lambda: CLIENT.calls(call.sid).fetch().status == "completed")
        with self.assertRaises(TwilioRestException) as raised:
            CLIENT.calls(call.sid).update(status="completed")
        self.assertEqual(raised.exception.code, 21220)


if __name__ == "__main__":
    unittest.main()
