// Work distribution through the Node SDK (issue 4): each resource's life, and a task's way.
'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { client, lifecycle } = require('./lifecycle.js');

const v1 = client.taskrouter.v1;
let space;

test('workspaces', async () => {
    await lifecycle({
        list: v1.workspaces,
        create: i => v1.workspaces.create({ friendlyName: `node ${i}` }),
        one: sid => v1.workspaces(sid),
        update: one => one.update({ friendlyName: 'renamed' }),
        updated: it => it.friendlyName === 'renamed',
    });
    space = v1.workspaces((await v1.workspaces.create({ friendlyName: 'node suite' })).sid);
});

test('activities', () => lifecycle({
    list: space.activities,
    create: i => space.activities.create({ friendlyName: `activity ${i}`, available: true }),
    one: sid => space.activities(sid),
    update: one => one.update({ friendlyName: 'renamed' }),
    updated: it => it.friendlyName === 'renamed' && it.available === true && it.dateCreated instanceof Date,
}));

test('workers', () => lifecycle({
    list: space.workers,
    create: i => space.workers.create({ friendlyName: `worker ${i}`, attributes: '{"a":1}' }),
    one: sid => space.workers(sid),
    update: one => one.update({ attributes: '{"a":2}' }),
    updated: it => JSON.parse(it.attributes).a === 2,
}));

test('task channels', () => lifecycle({
    list: space.taskChannels,
    create: i => space.taskChannels.create({ friendlyName: `channel ${i}`, uniqueName: `node-${i}` }),
    one: sid => space.taskChannels(sid),
    update: one => one.update({ friendlyName: 'renamed' }),
    updated: it => it.friendlyName === 'renamed',
}));

test('task queues', () => lifecycle({
    list: space.taskQueues,
    create: i => space.taskQueues.create({ friendlyName: `queue ${i}`, targetWorkers: '1==1' }),
    one: sid => space.taskQueues(sid),
    update: one => one.update({ maxReservedWorkers: 2 }),
    updated: it => it.maxReservedWorkers === 2,
}));

const routing = queue => JSON.stringify({ task_routing: { filters: [], default_filter: { queue } } });

test('workflows', async () => {
    const queue = await space.taskQueues.create({ friendlyName: 'of workflows' });
    await lifecycle({
        list: space.workflows,
        create: i => space.workflows.create({ friendlyName: `flow ${i}`, configuration: routing(queue.sid) }),
        one: sid => space.workflows(sid),
        update: one => one.update({ taskReservationTimeout: 44 }),
        updated: it => it.taskReservationTimeout === 44,
    });
});

test('tasks, and one from its worker to its end', async () => {
    const here = await space.activities.create({ friendlyName: 'here', available: true });
    const queue = await space.taskQueues.create({ friendlyName: 'work', targetWorkers: 'node == true' });
    const flow = await space.workflows.create({ friendlyName: 'all', configuration: routing(queue.sid) });
    await lifecycle({
        list: space.tasks,
        create: i => space.tasks.create({ workflowSid: flow.sid, attributes: JSON.stringify({ i }) }),
        one: sid => space.tasks(sid),
        update: one => one.update({ priority: 5 }),
        updated: it => it.priority === 5 && it.assignmentStatus === 'pending',
    });
    const worker = await space.workers.create({
        friendlyName: 'nora', activitySid: here.sid, attributes: '{"node":true}' });
    const task = await space.tasks.create({ workflowSid: flow.sid, attributes: '{"x":1}' });
    const [reservation] = await space.tasks(task.sid).reservations.list(); // it is made before the task's answer
    assert.equal(reservation.workerSid, worker.sid);
    await space.tasks(task.sid).reservations(reservation.sid).update({ reservationStatus: 'accepted' });
    assert.equal((await space.tasks(task.sid).fetch()).assignmentStatus, 'assigned');
    const done = await space.tasks(task.sid).update({ assignmentStatus: 'completed', reason: 'done' });
    assert.equal(done.assignmentStatus, 'completed');
    assert.ok((await space.statistics().fetch()).realtime);
    assert.ok((await space.events.list({ taskSid: task.sid, pageSize: 1 })).length >= 3);
});
