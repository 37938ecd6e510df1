package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.kernel.World;
import io.strowger.work.LeasePort;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who owns a workspace, as the database says; without a node, which would take what is free itself. */
class WorkLeaseTest {
    private static final AccountSid ACCOUNT = new AccountSid("AC" + "1".repeat(32));

    private final World world = TestStore.WORLD;
    private TestStore store;
    private WorkStore leases;

    @BeforeEach
    void open() {
        store = TestStore.open();
        leases = WorkStore.open(world, store.database(), new Metrics());
    }

    @AfterEach
    void close() {
        leases.close();
        store.close();
    }

    @Test
    void aLeaseThatHoldsIsTakenByNobodyElseAndEachChangeRaisesTheToken() {
        WorkspaceSid held = WorkspaceSid.mint(world);
        LeasePort.Lease first = leases.create(held, ACCOUNT, "one", Duration.ofHours(1));
        assertEquals(Optional.empty(), leases.acquire(held, "two", Duration.ofHours(1)));
        assertTrue(leases.holds(held, "one", first.token()));
        assertEquals(first.token() + 1, leases.acquire(held, "one", Duration.ofHours(1)).orElseThrow().token());
        assertFalse(leases.holds(held, "one", first.token()), "the token of before");
        assertFalse(leases.holds(held, "two", first.token() + 1), "another's");
        WorkspaceSid run = WorkspaceSid.mint(world);
        leases.create(run, ACCOUNT, "one", Duration.ofSeconds(-1));
        assertEquals(2, leases.acquire(run, "two", Duration.ofHours(1)).orElseThrow().token());
        assertEquals(Set.of(held), leases.renew("one", Duration.ofHours(1)).keySet(), "it has lost the other");
    }

    /** So that a takeover costs what is left of the lease, and no turn of the house strand on top. */
    @Test
    void nodeKnowsWhenTheNextLeaseOfAnotherRunsOut() {
        leases.create(WorkspaceSid.mint(world), ACCOUNT, "one", Duration.ofSeconds(60));
        Duration most = Duration.ofSeconds(100);
        Duration left = leases.untilFree("two", most);
        assertTrue(left.isPositive() && left.compareTo(Duration.ofMillis(60_001)) <= 0, left.toString());
        assertEquals(most, leases.untilFree("one", most), "its own it renews");
        assertEquals(Duration.ofMillis(5), leases.untilFree("two", Duration.ofMillis(5)), "none so soon");
    }
}
