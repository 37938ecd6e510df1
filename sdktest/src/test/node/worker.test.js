// The worker SDK (twilio-taskrouter 2.1.1) against the event bridge: sdk-compatibility section 5, smoke test.
'use strict';

const test = require('node:test');
const assert = require('node:assert');
const twilio = require('twilio');
const TaskRouter = require('twilio-taskrouter');
const { client, until } = require('./lifecycle.js');

const { STROWGER_SID: sid, STROWGER_DIRECT: direct } = process.env;
const bridge = `${direct}/v1/wschannels`;

function once(emitter, event) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no ${event} within a minute`)), 60_000);
        emitter.once(event, value => {
            clearTimeout(timer);
            resolve(value);
        });
    });
}

test('a worker connects, is told of a reservation, accepts it and completes the task', async () => {
    const v1 = client.taskrouter.v1;
    const space = v1.workspaces((await v1.workspaces.create({ friendlyName: 'of a worker' })).sid);
    const here = await space.activities.create({ friendlyName: 'here', available: true });
    const away = await space.activities.create({ friendlyName: 'away', available: false });
    const worker = await space.workers.create({ friendlyName: 'wanda', activitySid: here.sid, attributes: '{"w":1}' });
    const queue = await space.taskQueues.create({ friendlyName: 'all', targetWorkers: 'w == 1' });
    const flow = await space.workflows.create({ friendlyName: 'all', configuration: JSON.stringify(
        { task_routing: { filters: [], default_filter: { queue: queue.sid } } }) });
    const key = await client.newKeys.create({ friendlyName: 'tokens' });

    const token = () => {
        const made = new twilio.jwt.AccessToken(sid, key.sid, key.secret, { identity: 'wanda', ttl: 600 });
        made.addGrant(new twilio.jwt.AccessToken.TaskRouterGrant(
            { workspaceSid: worker.workspaceSid, workerSid: worker.sid, role: 'worker' }));
        return made.toJwt();
    };
    const wanda = new TaskRouter.Worker(token(), {
        ebServer: bridge, wsServer: bridge.replace(/^http/, 'ws'), logLevel: 'silent' });
    try {
        const ready = await once(wanda, 'ready');
        assert.equal(ready.sid, worker.sid);
        assert.equal(wanda.activity.sid, here.sid);
        assert.ok(wanda.channels.size >= 3, 'its channels');

        const told = once(wanda, 'reservationCreated');
        const task = await space.tasks.create({ workflowSid: flow.sid, attributes: '{"hello":"you"}' });
        const reservation = await told;
        assert.equal(reservation.task.sid, task.sid);
        assert.equal(reservation.task.attributes.hello, 'you');
        const accepted = once(reservation, 'accepted');
        await reservation.accept();
        await accepted;
        assert.equal((await space.tasks(task.sid).fetch()).assignmentStatus, 'assigned');

        const wrapping = once(reservation, 'wrapup');
        await reservation.task.wrapUp({ reason: 'goodbye' });
        await wrapping;
        const completed = once(reservation, 'completed');
        await reservation.complete();
        await completed;
        await until('completed', async () =>
            (await space.tasks(task.sid).fetch()).assignmentStatus === 'completed');

        const changed = once(wanda, 'activityUpdated');
        await wanda.activities.get(away.sid).setAsCurrent();
        await changed;
        assert.equal((await space.workers(worker.sid).fetch()).activitySid, away.sid);

        const renewed = once(wanda, 'tokenUpdated');
        wanda.updateToken(token());
        await renewed;
    } finally {
        wanda.disconnect();
    }
});
