// Checks the header Strowger-Signature of a webhook: t=SECONDS,id=EVENT,v1=HEX[,v1=HEX]. Returns the event's id, or throws.
// It refuses what is forged, altered or old; whoever must not do a thing twice also remembers the event ids of the last
// five minutes, as one event may arrive more than once, with a new time each try.
'use strict';

const crypto = require('node:crypto');

const TOLERANCE_SECONDS = 300;

// authToken: the account's. url: as requested, with its query string. body: the bytes as they came; empty for a GET.
function verifyStrowgerWebhook(authToken, header, method, url, body, nowSeconds = Date.now() / 1000) {
    const parts = header.split(',').map(part => part.split(/=(.*)/s));
    const time = parts.find(([name]) => name === 't')?.[1] ?? '';
    const event = parts.find(([name]) => name === 'id')?.[1] ?? '';
    if (!/^[0-9]{1,12}$/.test(time) || event === '') {
        throw new Error('no time or no event in the signature');
    }
    const digest = crypto.createHash('sha256').update(body).digest('hex');
    const expected = Buffer.from(crypto.createHmac('sha256', authToken)
        .update(`${time}.${event}.${method}.${url}.${digest}`).digest('hex'));
    const right = parts.filter(([name]) => name === 'v1').map(([, value]) => Buffer.from(value))
        .some(given => given.length === expected.length && crypto.timingSafeEqual(given, expected));
    if (!right) {
        throw new Error('wrong signature');
    }
    if (Math.abs(nowSeconds - Number(time)) > TOLERANCE_SECONDS) {
        throw new Error('the signature is too old, or the clocks differ');
    }
    return event;
}

module.exports = { verifyStrowgerWebhook };
