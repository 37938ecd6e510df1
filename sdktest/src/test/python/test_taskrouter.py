"""Work distribution through the Python SDK (issue 4): each resource's life, and a task's way."""

import json
import os
import unittest

from strowger_client import strowger_client
from twilio.base.exceptions import TwilioRestException

CLIENT = strowger_client(os.environ["STROWGER_URL"], os.environ["STROWGER_SID"], os.environ["STROWGER_TOKEN"])


def routing(queue):
    return json.dumps({"task_routing": {"filters": [], "default_filter": {"queue": queue}}})


class TaskRouter(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.space = CLIENT.taskrouter.workspaces(CLIENT.taskrouter.workspaces.create("python suite").sid)

    def lifecycle(self, collection, create, update, updated):
        made = [create(i).sid for i in range(3)]
        self.assertEqual(collection(made[1]).fetch().sid, made[1])
        listed = [one.sid for one in collection.list(page_size=1)]
        self.assertEqual(len(set(listed)), len(listed))
        self.assertLessEqual(set(made), set(listed))
        self.assertTrue(updated(update(collection(made[0]))))
        self.assertTrue(updated(collection(made[0]).fetch()))
        for sid in made:
            self.assertTrue(collection(sid).delete())
            with self.assertRaises(TwilioRestException) as raised:
                collection(sid).fetch()
            self.assertEqual(raised.exception.status, 404)

    def test_workspaces(self):
        spaces = CLIENT.taskrouter.workspaces
        self.lifecycle(spaces, lambda i: spaces.create("python %d" % i),
                       lambda one: one.update(friendly_name="renamed"), lambda it: it.friendly_name == "renamed")

    def test_activities(self):
        activities = self.space.activities
        self.lifecycle(activities, lambda i: activities.create("activity %d" % i, available=True),
                       lambda one: one.update(friendly_name="renamed"), lambda it: it.friendly_name == "renamed")

    def test_workers(self):
        workers = self.space.workers
        self.lifecycle(workers, lambda i: workers.create("worker %d" % i, attributes='{"a":1}'),
                       lambda one: one.update(attributes='{"a":2}'), lambda it: json.loads(it.attributes) == {"a": 2})

    def test_task_queues(self):
        queues = self.space.task_queues
        self.lifecycle(queues, lambda i: queues.create("queue %d" % i, target_workers="1==1"),
                       lambda one: one.update(max_reserved_workers=2), lambda it: it.max_reserved_workers == 2)

    def test_workflows(self):
        queue = self.space.task_queues.create("of workflows").sid
        flows = self.space.workflows
        self.lifecycle(flows, lambda i: flows.create("flow %d" % i, routing(queue)),
                       lambda one: one.update(task_reservation_timeout=44),
                       lambda it: it.task_reservation_timeout == 44)

    def test_a_task_from_its_worker_to_its_end(self):
        here = self.space.activities.create("here", available=True).sid
        queue = self.space.task_queues.create("work", target_workers="python == true").sid
        flow = self.space.workflows.create("all", routing(queue)).sid
        worker = self.space.workers.create("pia", activity_sid=here, attributes='{"python":true}').sid
        task = self.space.tasks.create(workflow_sid=flow, attributes='{"x":1}').sid
        (reservation,) = self.space.tasks(task).reservations.list()  # it is made before the task's answer
        self.assertEqual(reservation.worker_sid, worker)
        self.space.tasks(task).reservations(reservation.sid).update(reservation_status="accepted")
        self.assertEqual(self.space.tasks(task).fetch().assignment_status, "assigned")
        done = self.space.tasks(task).update(assignment_status="completed", reason="done")
        self.assertEqual(done.assignment_status, "completed")
        self.assertIsNotNone(self.space.statistics().fetch().realtime)


if __name__ == "__main__":
    unittest.main()
