// The worker SDK (twilio-taskrouter) from Node against us: sdk-compatibility section 5, issue 4 must show 2.
'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { AccessToken } = require('twilio').jwt;
const TaskRouter = require('twilio-taskrouter');
const { client, until } = require('./lifecycle.js');

const { STROWGER_DIRECT: direct, STROWGER_SID: account } = process.env;
const servers = {
    ebServer: `http://${direct}/v1/wschannels`,
    wsServer: `ws://${direct}/v1/wschannels`,
};
let space;
let key;
let flow;
let ada;
const activities = {};

function token(workerSid, role, seconds = 3600) {
    const made = new AccessToken(account, key.sid, key.secret, { identity: 'ada', ttl: seconds });
    made.addGrant(new AccessToken.TaskRouterGrant({ workspaceSid: space.sid, workerSid, role }));
    return made.toJwt();
}

// A timer for the end of a token's hour would keep Node from ending.
const ordinary = global.setTimeout;
global.setTimeout = (action, delay, ...rest) => {
    const timer = ordinary(action, delay, ...rest);
    return delay > 120_000 ? timer.unref() : timer;
};

// The next event of its kind; a minute at most.
function next(emitter, event) {
    return new Promise((resolve, reject) => {
        const over = setTimeout(() => reject(new Error(`no ${event} within a minute`)), 60_000);
        emitter.once(event, value => {
            clearTimeout(over);
            resolve(value);
        });
    });
}

async function connect(options = {}) {
    const worker = new TaskRouter.Worker(token(ada.sid, 'worker'), { ...servers, logLevel: 'silent', ...options });
    await next(worker, 'ready');
    return worker;
}

test.before(async () => {
    key = await client.newKeys.create({ friendlyName: 'worker suite' });
    const made = await client.taskrouter.v1.workspaces.create({ friendlyName: 'worker suite' });
    space = client.taskrouter.v1.workspaces(made.sid);
    space.sid = made.sid;
    for (const one of await space.activities.list()) {
        activities[one.friendlyName] = one.sid;
    }
    const queue = await space.taskQueues.create({ friendlyName: 'all', targetWorkers: 'sdk == true' });
    flow = await space.workflows.create({ friendlyName: 'all', taskReservationTimeout: 600,
        configuration: JSON.stringify({ task_routing: { filters: [], default_filter: { queue: queue.sid } } }) });
    ada = await space.workers.create({ friendlyName: 'ada', attributes: '{"sdk":true}' });
});

test('a worker connects, accepts, wraps up, completes', async () => {
    const worker = await connect({ connectActivitySid: activities.Available, enableVersionCheck: true });
    assert.equal(worker.sid, ada.sid);
    assert.equal(worker.name, 'ada');
    assert.equal(worker.workspaceSid, space.sid);
    assert.ok(worker.dateCreated instanceof Date && Math.abs(worker.dateCreated - Date.now()) < 3_600_000);
    assert.deepEqual(worker.attributes, { sdk: true });
    assert.deepEqual([...worker.activities.keys()].sort(), Object.values(activities).sort());
    assert.ok([...worker.channels.values()].some(channel => channel.taskChannelUniqueName === 'voice'));
    await until('the activity of connecting', async () =>
        (await space.workers(ada.sid).fetch()).activityName === 'Available');

    const created = next(worker, 'reservationCreated');
    const task = await space.tasks.create({ workflowSid: flow.sid, attributes: '{"x":1}' });
    const reservation = await created;
    assert.equal(reservation.task.sid, task.sid);
    assert.equal(reservation.status, 'pending');
    assert.equal(reservation.timeout, 600);
    assert.deepEqual(reservation.task.attributes, { x: 1 });

    const accepted = next(reservation, 'accepted');
    assert.equal((await reservation.accept()).status, 'accepted');
    assert.equal((await accepted).sid, reservation.sid);
    await until('the event has come to the task', () => reservation.task.status === 'assigned');
    await reservation.task.fetchLatestVersion();
    await reservation.fetchLatestVersion();

    await reservation.task.setAttributes({ x: 2 });
    assert.deepEqual(JSON.parse((await space.tasks(task.sid).fetch()).attributes), { x: 2 });

    await reservation.task.fetchLatestVersion();
    const wrapping = next(reservation, 'wrapup');
    assert.equal((await reservation.task.wrapUp({ reason: 'told all' })).status, 'wrapping');
    await wrapping;
    const completed = next(reservation, 'completed');
    await reservation.task.fetchLatestVersion();
    assert.equal((await reservation.task.complete('done')).status, 'completed');
    await completed;
    assert.equal(worker.reservations.size, 0);
    assert.equal((await space.tasks(task.sid).fetch()).assignmentStatus, 'completed');
    worker.disconnect();
});

test('activities, attributes, channels, a new token', async () => {
    const worker = await connect();
    const moved = next(worker, 'activityUpdated');
    const away = worker.activities.get(activities.Unavailable);
    assert.equal((await away.setAsCurrent()).isCurrent, true);
    await moved;
    assert.equal(worker.activity.name, 'Unavailable');
    assert.equal((await space.workers(ada.sid).fetch()).activityName, 'Unavailable');

    const described = next(worker, 'attributesUpdated');
    await worker.setAttributes({ sdk: true, level: 7 });
    await described;
    assert.deepEqual(worker.attributes, { sdk: true, level: 7 });

    const voice = [...worker.channels.values()].find(channel => channel.taskChannelUniqueName === 'voice');
    const wider = next(voice, 'capacityUpdated');
    await space.workers(ada.sid).workerChannels(voice.taskChannelSid).update({ capacity: 3 });
    await wider;
    assert.equal(voice.capacity, 3);
    const shut = next(voice, 'availabilityUpdated');
    await space.workers(ada.sid).workerChannels(voice.taskChannelSid).update({ available: false });
    await shut;
    assert.equal(voice.available, false);

    const updated = next(worker, 'tokenUpdated');
    worker.updateToken(token(ada.sid, 'worker', 1800));
    await updated;
    assert.equal((await worker.fetchLatestVersion()).sid, ada.sid);
    worker.disconnect();
});

test('a new token opens the socket again when the old one has ended', async () => {
    const worker = new TaskRouter.Worker(token(ada.sid, 'worker', 4), { ...servers, logLevel: 'silent' });
    const expired = next(worker, 'tokenExpired');
    await next(worker, 'ready');
    await expired;
    await next(worker, 'disconnected');
    const again = next(worker, 'ready');
    worker.updateToken(token(ada.sid, 'worker'));
    await again;
    worker.disconnect();
});

test('what is rejected, rescinded by a cancellation, or not built', async () => {
    const worker = await connect({ connectActivitySid: activities.Available });
    await until('available', async () => (await space.workers(ada.sid).fetch()).available);
    let created = next(worker, 'reservationCreated');
    const first = await space.tasks.create({ workflowSid: flow.sid });
    let reservation = await created;
    await assert.rejects(reservation.conference(), /not built/);
    await assert.rejects(reservation.task.transfer(ada.sid, {}), /not built/);
    const rejected = next(reservation, 'rejected');
    await reservation.reject({ activitySid: activities.Unavailable });
    await rejected;
    await space.tasks(first.sid).remove();
    await worker.activities.get(activities.Available).setAsCurrent();
    created = next(worker, 'reservationCreated');
    const second = await space.tasks.create({ workflowSid: flow.sid });
    reservation = await created;
    const canceled = next(reservation, 'canceled');
    await space.tasks(second.sid).update({ assignmentStatus: 'canceled', reason: 'gone' });
    await canceled;
    await assert.rejects(reservation.accept(), /410/);
    worker.disconnect();
});

test('a worker makes a task for itself, as for an outbound call', async () => {
    const worker = await connect({ connectActivitySid: activities.Available });
    await until('available', async () => (await space.workers(ada.sid).fetch()).available);
    const queue = (await space.taskQueues.list())[0];
    const created = next(worker, 'reservationCreated');
    const sid = await worker.createTask('+15550123', '+15550100', flow.sid, queue.sid,
        { attributes: { campaign: 'spring' }, taskChannelUniqueName: 'chat' });
    const reservation = await created;
    assert.equal(reservation.task.sid, sid);
    assert.deepEqual(reservation.task.attributes,
        { campaign: 'spring', outbound_to: '+15550123', from: '+15550100' });
    await reservation.accept();
    await reservation.complete();
    worker.disconnect();
});

test('a supervisor sees and moves workers, a worker only itself', async () => {
    const ben = await space.workers.create({ friendlyName: 'ben' });
    const supervisor = new TaskRouter.Supervisor(token(ben.sid, 'supervisor'), { ...servers, logLevel: 'silent' });
    await next(supervisor, 'ready');
    await supervisor.setWorkerActivity(ada.sid, activities.Unavailable);
    assert.equal((await space.workers(ada.sid).fetch()).activityName, 'Unavailable');
    await supervisor.setWorkerAttributes(ada.sid, { sdk: true, level: 8 });
    const workspace = new TaskRouter.Workspace(token(ben.sid, 'supervisor'), { ...servers, logLevel: 'silent' });
    const workers = await workspace.fetchWorkers({ TargetWorkersExpression: 'level == 8' });
    assert.deepEqual([...workers.keys()], [ada.sid]);
    assert.ok((await workspace.fetchTaskQueues()).size >= 1);
    assert.equal((await workspace.fetchWorkers({ Ordering: 'DateStatusChanged:desc' })).size, 2);
    const limited = new TaskRouter.Workspace(token(ada.sid, 'worker'), { ...servers, logLevel: 'silent' });
    await assert.rejects(limited.fetchWorkers(), /403/);
    supervisor.disconnect();
});

test('another session can end the one before, and the last leaves the worker offline', async () => {
    const first = await connect({ connectActivitySid: activities.Available });
    const ended = next(first, 'disconnected');
    const second = await connect({ closeExistingSessions: true, setWorkerOfflineIfDisconnected: true });
    await ended;
    first.disconnect();
    await space.workers(ada.sid).update({ activitySid: activities.Available });
    second.disconnect();
    await until('offline', async () => (await space.workers(ada.sid).fetch()).activityName === 'Offline');
});
