// Calls through the Node SDK: must show 1 of issue 3. Only the base URL differs from ordinary code.
'use strict';

const test = require('node:test');
const assert = require('node:assert');
const twilio = require('twilio');
const { strowgerClient } = require(process.env.STROWGER_EXAMPLES + '/strowger-client.js');

const { STROWGER_URL: url, STROWGER_SID: sid, STROWGER_TOKEN: token, STROWGER_NUMBER: number } = process.env;

function byField() {
    const client = twilio(sid, token);
    for (const product of ['api', 'taskrouter', 'voice', 'trunking', 'monitor']) {
        client[product].baseUrl = url;
    }
    return client;
}

for (const [way, client] of [['the shipped client', strowgerClient(url, sid, token)], ['baseUrl', byField()]]) {
    test(`calls are listed over pages of one and fetched, by ${way}`, async () => {
        const calls = await client.calls.list({ to: number, pageSize: 1 });
        assert.ok(calls.length >= 3);
        assert.equal(new Set(calls.map(call => call.sid)).size, calls.length);
        const call = await client.calls(calls[0].sid).fetch();
        assert.equal(call.accountSid, sid);
        assert.equal(call.to, number);
        assert.equal(call.status, 'completed');
        assert.ok(call.startTime instanceof Date && call.dateCreated instanceof Date, 'dates the SDK can read');
        let page = await client.calls.page({ to: number, pageSize: 1 });
        for (let i = 0; i < 2; i++) {
            assert.equal(page.instances.length, 1);
            page = await page.nextPage();
        }
        assert.equal(page.instances[0].sid, calls[2].sid);
        assert.equal((await page.previousPage()).instances[0].sid, calls[1].sid);
    });

    test(`what does not exist is an error of the SDK, by ${way}`, async () => {
        await assert.rejects(client.calls('CA' + '0'.repeat(32)).fetch(),
            error => error.status === 404 && error.code === 20404 && error.moreInfo.length > 0);
    });
}

test('a wrong token is refused', async () => {
    await assert.rejects(strowgerClient(url, sid, 'not-the-token').calls.list({ limit: 1 }),
        error => error.status === 401 && error.code === 20003);
});
