"""Calls through the Python SDK: must show 1 of issue 3. Only the base URL differs from ordinary code."""

import datetime
import os
import unittest

from strowger_client import strowger_client
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

URL = os.environ["STROWGER_URL"]
SID = os.environ["STROWGER_SID"]
TOKEN = os.environ["STROWGER_TOKEN"]
CA = os.environ.get("STROWGER_CA")


def by_field():
    client = Client(SID, TOKEN)
    client.api.base_url = URL
    return client


class Calls(unittest.TestCase):
    def clients(self):
        shipped = strowger_client(URL, SID, TOKEN, ca=CA)
        return [shipped] if CA else [shipped, by_field()]

    def test_calls_are_listed_over_pages_of_one_and_fetched(self):
        for client in self.clients():
            calls = client.calls.list(to=os.environ["STROWGER_NUMBER"], page_size=1)
            self.assertGreaterEqual(len(calls), 3)
            self.assertEqual(len({call.sid for call in calls}), len(calls))
            call = client.calls(calls[0].sid).fetch()
            self.assertEqual(call.account_sid, SID)
            self.assertEqual(call.to, os.environ["STROWGER_NUMBER"])
            self.assertEqual(call.status, "completed")
            self.assertIsInstance(call.start_time, datetime.datetime)
            self.assertIsInstance(call.date_created, datetime.datetime)

    def test_what_does_not_exist_is_an_error_of_the_sdk(self):
        for client in self.clients():
            with self.assertRaises(TwilioRestException) as raised:
                client.calls("CA" + "0" * 32).fetch()
            self.assertEqual((raised.exception.status, raised.exception.code), (404, 20404))

    def test_a_wrong_token_is_refused(self):
        with self.assertRaises(TwilioRestException) as raised:
            strowger_client(URL, SID, "not-the-token", ca=CA).calls("CA" + "0" * 32).fetch()
        self.assertEqual((raised.exception.status, raised.exception.code), (401, 20003))


if __name__ == "__main__":
    unittest.main()
