"""Reads captured requests from the file named first and says of each which validators accept it, one JSON line each."""

import json
import sys

from strowger_webhook import verify_strowger_webhook
from twilio.request_validator import RequestValidator

for one in json.load(open(sys.argv[1])):
    validator = RequestValidator(one["token"])
    names = [name for name, _ in one["form"]]
    if len(set(names)) < len(names):
        accepted = None  # this version of the SDK cannot hold repeated names
    else:
        accepted = validator.validate(one["url"], one["json"] or dict(one["form"]), one["signature"])
    try:
        ours = verify_strowger_webhook(
            one["token"], one["ours"], one["method"], one["sent_url"], one["body"].encode(), one["now"])
    except ValueError as refused:
        ours = "refused: " + str(refused)
    print(json.dumps({"name": one["name"], "twilio": accepted, "ours": ours}))
