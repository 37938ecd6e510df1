// Running calls through the Node SDK: place, redirect, record, hang up (issue 3, must show 1).
'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { client } = require('./lifecycle.js');
const { Inbox } = require('./inbox.js');

test('a call is placed, redirected, recorded and hung up', async () => {
    const inbox = await Inbox.open();
    try {
        const wait = '<Response><Pause length="100"/></Response>';
        const call = await client.calls.create({ to: process.env.STROWGER_PHONE, from: process.env.STROWGER_NUMBER,
            twiml: wait, statusCallback: inbox.url, statusCallbackEvent: ['answered', 'completed'] });
        assert.equal(call.direction, 'outbound-api');
        const status = async () => (await client.calls(call.sid).fetch()).status;
        await inbox.told('answered', letter => letter.CallStatus === 'in-progress');
        assert.equal(await status(), 'in-progress');
        await client.calls(call.sid).update({ twiml: '<Response><Play digits="5"/><Pause length="100"/></Response>' });
        const recording = await client.calls(call.sid).recordings.create({
            recordingStatusCallback: inbox.url, recordingStatusCallbackEvent: ['completed', 'absent'] });
        await client.calls(call.sid).recordings('Twilio.CURRENT').update({ status: 'stopped' });
        const kept = await inbox.told('recorded', letter => letter.RecordingSid === recording.sid);
        assert.equal((await client.recordings(recording.sid).fetch()).status, kept.RecordingStatus);
        assert.equal(await client.recordings(recording.sid).remove(), true);
        await client.calls(call.sid).update({ status: 'completed' });
        await inbox.told('ended', letter => letter.CallStatus === 'completed');
        assert.equal(await status(), 'completed');
        await assert.rejects(client.calls(call.sid).update({ status: 'completed' }), error => error.code === 21220);
    } finally {
        inbox.close();
    }
});
