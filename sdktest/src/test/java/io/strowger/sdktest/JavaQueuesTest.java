package io.strowger.sdktest;

import com.twilio.rest.api.v2010.account.Queue;
import org.junit.jupiter.api.Test;

/** Issues 3 and 4: queues of waiting calls through twilio-java. */
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
}
