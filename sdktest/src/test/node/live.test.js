// Running calls through the Node SDK: place, redirect, record, hang up (issue 3, must show 1).
'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { client, until } = require('./lifecycle.js');

test('a call is placed, redirected, recorded and hung up', async () => {
    const wait = '<Response><Pause length="100"/></Response>';
    const call = await client.calls.create(
        { to: process.env.STROWGER_PHONE, from: process.env.STROWGER_NUMBER, twiml: wait });
    assert.equal(call.direction, 'outbound-api');
    const status = async () => (await client.calls(call.sid).fetch()).status;
    await until('answered', async () => await status() === 'in-progress');
    await client.calls(call.sid).update({ twiml: '<Response><Play digits="5"/><Pause length="100"/></Response>' });
    const recording = await client.calls(call.sid).recordings.create();
    await client.calls(call.sid).recordings('Twilio.CURRENT').update({ status: 'stopped' });
    await until('recorded', async () => /completed|absent/.test((await client.recordings(recording.sid).fetch()).status));
    assert.equal(await client.recordings(recording.sid).remove(), true);
    await client.calls(call.sid).update({ status: 'completed' });
    await until('ended', async () => await status() === 'completed');
    await assert.rejects(client.calls(call.sid).update({ status: 'completed' }), error => error.code === 21220);
});
