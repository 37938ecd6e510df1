// The worker SDK (twilio-taskrouter 2.1.1) against the event bridge: sdk-compatibility section 5, smoke test.
'use strict';

const test = require('node:test');
const assert = require('node:assert');
const twilio = require('twilio');
const TaskRouter = require('twilio-taskrouter');
const { client } = require('./lifecycle.js');

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
        assert.equal((await space.tasks(task.sid).fetch()).assignmentStatus, 'completed');

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

test('a worker with a capability token of the older kind connects, and may what its policies allow', async () => {
    const v1 = client.taskrouter.v1;
    const space = v1.workspaces((await v1.workspaces.create({ friendlyName: 'of policies' })).sid);
    const here = await space.activities.create({ friendlyName: 'here', available: true });
    const worker = await space.workers.create({ friendlyName: 'paul', activitySid: here.sid });
    const { TaskRouterCapability } = twilio.jwt.taskrouter;
    const { Policy } = TaskRouterCapability;
    const { util } = twilio.jwt.taskrouter;
    const made = new TaskRouterCapability({ accountSid: sid, authToken: process.env.STROWGER_TOKEN,
        workspaceSid: worker.workspaceSid, channelId: worker.sid });
    util.defaultEventBridgePolicies(sid, worker.sid).forEach(policy => made.addPolicy(policy));
    util.defaultWorkerPolicies('v1', worker.workspaceSid, worker.sid).forEach(policy => made.addPolicy(policy));
    made.addPolicy(new Policy({ url: util.workersUrl(worker.workspaceSid, worker.sid) + '/Channels', method: 'GET',
        allow: true }));
    const paul = new TaskRouter.Worker(made.toJwt(), {
        ebServer: bridge, wsServer: bridge.replace(/^http/, 'ws'), logLevel: 'silent' });
    try {
        assert.equal((await once(paul, 'ready')).sid, worker.sid);
        await assert.rejects(paul.setAttributes({ level: 9 }), /403|policy/);
        assert.equal((await space.workers(worker.sid).fetch()).attributes, '{}');
    } finally {
        paul.disconnect();
    }
});

test('a supervisor and the workspace class see and change what a supervisor may', async () => {
    const v1 = client.taskrouter.v1;
    const space = v1.workspaces((await v1.workspaces.create({ friendlyName: 'of a supervisor' })).sid);
    const here = await space.activities.create({ friendlyName: 'here', available: true });
    const away = await space.activities.create({ friendlyName: 'away', available: false });
    const boss = await space.workers.create({ friendlyName: 'bea', activitySid: away.sid });
    const workers = [];
    for (const name of ['al', 'bo', 'cy']) {
        workers.push(await space.workers.create({ friendlyName: name, activitySid: away.sid }));
    }
    const queue = await space.taskQueues.create({ friendlyName: 'all', targetWorkers: '1==1' });
    const flow = await space.workflows.create({ friendlyName: 'all', configuration: JSON.stringify(
        { task_routing: { filters: [], default_filter: { queue: queue.sid } } }) });
    const key = await client.newKeys.create({ friendlyName: 'tokens' });
    const made = new twilio.jwt.AccessToken(sid, key.sid, key.secret, { identity: 'bea', ttl: 600 });
    made.addGrant(new twilio.jwt.AccessToken.TaskRouterGrant(
        { workspaceSid: boss.workspaceSid, workerSid: boss.sid, role: 'supervisor' }));
    const options = { ebServer: bridge, wsServer: bridge.replace(/^http/, 'ws'), logLevel: 'silent' };

    const desk = new TaskRouter.Workspace(made.toJwt(), options);
    assert.equal((await desk.fetchWorkersInfo()).size, 4);
    assert.deepEqual([...(await desk.fetchWorkersInfo({ Ordering: 'FriendlyName:desc', MaxWorkers: 2 })).values()]
        .map(one => one.name), ['cy', 'bo']);
    assert.equal((await desk.fetchWorkerInfo(workers[0].sid)).name, 'al');
    assert.deepEqual([...(await desk.fetchTaskQueues()).keys()], [queue.sid]);
    assert.equal((await desk.fetchTaskQueue(queue.sid)).name, 'all');
    const task = await space.tasks.create({ workflowSid: flow.sid, attributes: '{"x":1}' });
    assert.equal((await desk.fetchTask(task.sid)).attributes.x, 1);

    const bea = new TaskRouter.Supervisor(made.toJwt(), options);
    try {
        await once(bea, 'ready');
        await bea.setWorkerAttributes(workers[1].sid, { level: 9 });
        await bea.setWorkerActivity(workers[1].sid, here.sid);
        const changed = await space.workers(workers[1].sid).fetch();
        assert.equal(changed.activitySid, here.sid);
        assert.equal(JSON.parse(changed.attributes).level, 9);
        const [offer] = await space.tasks(task.sid).reservations.list();
        assert.equal(offer.workerSid, workers[1].sid);
        await assert.rejects(bea.monitor(task.sid, offer.sid), 'supervising comes with the conference mixer');
    } finally {
        bea.disconnect();
    }
});
