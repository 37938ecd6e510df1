package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.CallLimits;
import io.strowger.call.CallSettings;
import io.strowger.call.Checkpoint;
import io.strowger.call.Masking;
import io.strowger.sim.CallScenario;
import io.strowger.sim.Delays;
import io.strowger.sim.SimRecords;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rulings part 2, "Crash and deploy": a call's checkpoint can be written at each verb boundary. */
class CheckpointSpecTest extends Spec {
    @Override
    CallScenario scenario() {
        CallSettings settings = new CallSettings(
                CallSettings.DEFAULT.publicUrl(), Masking.DEFAULT, CallSettings.Failover.REQUEST, true);
        return new CallScenario(1, Delays.none(), CallLimits.DEFAULT, settings);
    }

    @Test
    void everyVerbBoundaryLeavesACheckpointAndTheEndRemovesIt() {
        voice(say("one"), "<Redirect>" + NEXT + "</Redirect>");
        next(say("two"), "<Pause/>");
        call();
        List<SimRecords.Checkpoint> written = sim.records().checkpoints();
        assertEquals("", written.getLast().text(), "an ended call needs none");
        List<Checkpoint> points = written.subList(0, written.size() - 1).stream()
                .map(one -> Checkpoint.parse(one.text())).toList();
        assertEquals(List.of(VOICE + " 0", VOICE + " 1", NEXT + " 0", NEXT + " 1"),
                points.stream().map(point -> point.documentUrl() + " " + point.verb()).toList());
        assertEquals(List.of("ringing", "in-progress", "in-progress", "in-progress"),
                points.stream().map(Checkpoint::status).toList());
        assertTrue(points.stream().allMatch(point -> point.callSid().equals(written.getFirst().call().value())));
    }
}
