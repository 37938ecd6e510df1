"""Running calls through the Python SDK: place, redirect, record, hang up (issue 3, must show 1)."""

import os
import unittest

from inbox import Inbox
from strowger_client import strowger_client
from twilio.base.exceptions import TwilioRestException

CLIENT = strowger_client(os.environ["STROWGER_URL"], os.environ["STROWGER_SID"], os.environ["STROWGER_TOKEN"])


class LiveCalls(unittest.TestCase):
    def test_a_call_is_placed_redirected_recorded_and_hung_up(self):
        inbox = Inbox()
        self.addCleanup(inbox.close)
        call = CLIENT.calls.create(to=os.environ["STROWGER_PHONE"], from_=os.environ["STROWGER_NUMBER"],
                                   twiml='<Response><Pause length="100"/></Response>',
                                   status_callback=inbox.url, status_callback_event=["answered", "completed"])
        self.assertEqual(call.direction, "outbound-api")
        inbox.told("answered", lambda letter: letter.get("CallStatus") == "in-progress")
        self.assertEqual(CLIENT.calls(call.sid).fetch().status, "in-progress")
        CLIENT.calls(call.sid).update(twiml='<Response><Play digits="5"/><Pause length="100"/></Response>')
        recording = CLIENT.calls(call.sid).recordings.create(
            recording_status_callback=inbox.url, recording_status_callback_event=["completed", "absent"])
        CLIENT.calls(call.sid).recordings("Twilio.CURRENT").update(status="stopped")
        kept = inbox.told("recorded", lambda letter: letter.get("RecordingSid") == recording.sid)
        self.assertEqual(CLIENT.recordings(recording.sid).fetch().status, kept["RecordingStatus"])
        self.assertTrue(CLIENT.recordings(recording.sid).delete())
        CLIENT.calls(call.sid).update(status="completed")
        inbox.told("ended", lambda letter: letter.get("CallStatus") == "completed")
        self.assertEqual(CLIENT.calls(call.sid).fetch().status, "completed")
        with self.assertRaises(TwilioRestException) as raised:
            CLIENT.calls(call.sid).update(status="completed")
        self.assertEqual(raised.exception.code, 21220)


if __name__ == "__main__":
    unittest.main()
