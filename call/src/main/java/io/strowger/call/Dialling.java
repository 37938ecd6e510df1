package io.strowger.call;

import io.strowger.twiml.Dial;
import io.strowger.twiml.QueueNoun;

/** Dial (voice-twiml "Dial"): each run has state of its own. Owned by the call's strand. */
final class Dialling {
    private final Call call;
    private final Prompts prompts;
    private final AppServer appServer;
    private final LiveCalls calls;

    Dialling(Call call, Prompts prompts, AppServer appServer, LiveCalls calls) {
        this.call = call;
        this.prompts = prompts;
        this.appServer = appServer;
        this.calls = calls;
    }

    Outcome run(Dial dial, LoadedDocument document) {
        return dial.nouns().getFirst() instanceof QueueNoun queue
                ? new DialQueue(call, prompts, appServer, calls.queues(), dial, queue, document).run()
                : new DialRun(call, prompts, appServer, calls, dial, document).run();
    }
}
