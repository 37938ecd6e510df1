package io.strowger.sdktest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.twilio.rest.api.v2010.account.Queue;
import com.twilio.rest.api.v2010.account.queue.Member;
import io.strowger.phone.PhoneCall;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Issues 3 and 4: queues of waiting calls, and the calls in them, through twilio-java. */
class JavaQueuesTest extends JavaSuite {
    @Test
    void queuesHaveTheirWholeLife() {
        lifecycle(Queue::getSid, i -> Queue.creator("support " + i).setMaxSize(10 + i).create(client))
                .fetch(sid -> Queue.fetcher(sid).fetch(client))
                .list(Queue::reader)
                .update(sid -> Queue.updater(sid).setFriendlyName("sales").setMaxSize(7).update(client),
                        queue -> queue.getFriendlyName().equals("sales") && queue.getMaxSize() == 7
                                && queue.getCurrentSize() == 0 && queue.getAverageWaitTime() == 0)
                .delete(sid -> Queue.deleter(sid).delete(client))
                .check();
    }

    @Test
    void waitingCallsAreListedAndTakenOutByTheFrontAndByName() {
        String queue = Queue.creator("line").create(client).getSid();
        platform.page("/voice", "<Response><Enqueue waitUrl=\"\">line</Enqueue></Response>");
        platform.page("/taken", "<Response><Play digits=\"9\"/><Hangup/></Response>");
        List<PhoneCall> phones = new ArrayList<>();
        for (int size = 1; size <= 3; size++) {
            int wanted = size;
            phones.add(platform.phone().call("sip:" + Platform.NUMBER + "@" + platform.sip()));
            platform.await(size + " waiting", () -> Queue.fetcher(queue).fetch(client).getCurrentSize() == wanted);
        }
        List<Member> members = StreamSupport.stream(
                Member.reader(queue).pageSize(1).read(client).spliterator(), false).toList();
        assertEquals(List.of(1, 2, 3), members.stream().map(Member::getPosition).toList());
        String front = members.getFirst().getCallSid();
        assertEquals(front, Member.fetcher(queue, "Front").fetch(client).getCallSid());
        assertEquals(2, Member.fetcher(queue, members.get(1).getCallSid()).fetch(client).getPosition());
        URI document = platform.app("/taken");
        assertEquals(front, Member.updater(queue, "Front", document).update(client).getCallSid());
        assertTrue(phones.get(0).awaitKeys(1, Platform.PATIENCE), "the front runs the document");
        Member.updater(queue, members.get(2).getCallSid(), document).update(client);
        assertTrue(phones.get(2).awaitKeys(1, Platform.PATIENCE), "so does the last");
        platform.await("one left", () -> Queue.fetcher(queue).fetch(client).getCurrentSize() == 1);
        assertEquals(404, Lifecycle.refused(() -> Member.fetcher(queue, front).fetch(client) != null));
        phones.get(1).hangUp();
        platform.await("none left", () -> Queue.fetcher(queue).fetch(client).getCurrentSize() == 0);
        assertTrue(Queue.deleter(queue).delete(client));
    }
}
