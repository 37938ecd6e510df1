// Reads captured requests from the file named first and says of each which validators accept it, one JSON line each.
'use strict';

const fs = require('node:fs');
const twilio = require('twilio');
const { verifyStrowgerWebhook } = require(process.env.STROWGER_EXAMPLES + '/strowger-webhook.js');

for (const one of JSON.parse(fs.readFileSync(process.argv[2]))) {
    const params = {};
    for (const [name, value] of one.form) {
        params[name] = name in params ? [].concat(params[name], value) : value;
    }
    const twilioSays = one.json
        ? twilio.validateRequestWithBody(one.token, one.signature, one.url, one.json)
        : twilio.validateRequest(one.token, one.signature, one.url, params);
    let ours;
    try {
        ours = verifyStrowgerWebhook(one.token, one.ours, one.method, one.sent_url, Buffer.from(one.body), one.now);
    } catch (refused) {
        ours = 'refused: ' + refused.message;
    }
    console.log(JSON.stringify({ name: one.name, twilio: twilioSays, ours }));
}
