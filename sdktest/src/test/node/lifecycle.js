// What issue 3 wants shown of each resource: create, fetch, list over three pages of one, update, delete.
'use strict';

const assert = require('node:assert');
const { strowgerClient } = require(process.env.STROWGER_EXAMPLES + '/strowger-client.js');

const { STROWGER_URL: url, STROWGER_SID: sid, STROWGER_TOKEN: token } = process.env;
const client = strowgerClient(url, sid, token);

// list: the SDK's list context, such as client.queues. create: makes number i. one(sid): the instance's context.
async function lifecycle({ list, create, one, update, updated, remove = true }) {
    const made = [];
    for (let i = 0; i < 3; i++) {
        made.push((await create(i)).sid);
    }
    assert.equal(new Set(made).size, 3);
    assert.equal((await one(made[1]).fetch()).sid, made[1]);
    const listed = (await list.list({ pageSize: 1 })).map(item => item.sid);
    assert.equal(new Set(listed).size, listed.length, 'none twice');
    made.forEach(item => assert.ok(listed.includes(item), `${listed} lacks ${item}`));
    let page = await list.page({ pageSize: 1 });
    let pages = 1;
    while (page.nextPageUrl) {
        assert.equal(page.instances.length, 1);
        page = await page.nextPage();
        pages++;
    }
    assert.ok(pages >= 3, `${pages} pages`);
    if (update) {
        const changed = await update(one(made[0]));
        assert.ok(updated(changed), JSON.stringify(changed));
        assert.ok(updated(await one(made[0]).fetch()), 'it was kept');
    }
    if (remove) {
        for (const item of made) {
            assert.equal(await one(item).remove(), true);
            await assert.rejects(one(item).fetch(), error => error.status === 404);
        }
    }
    return made;
}

module.exports = { client, lifecycle };
