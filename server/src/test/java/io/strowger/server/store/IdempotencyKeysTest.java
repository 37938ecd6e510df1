package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.server.api.CallDesk.Claim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys under which calls are asked for (issue 3, "Outbound calls"). */
class IdempotencyKeysTest {
    private static final AccountSid ACCOUNT = new AccountSid("AC" + "a".repeat(32));
    private static final AccountSid OTHER = new AccountSid("AC" + "b".repeat(32));

    private final TestStore store = TestStore.open();
    private final IdempotencyKeys keys = new IdempotencyKeys(store.world(), store.database());

    @AfterEach
    void close() {
        store.close();
    }

    private CallSid sid() {
        return CallSid.mint(store.world());
    }

    private CallSid held() {
        return assertInstanceOf(Claim.Repeated.class, keys.claim(ACCOUNT, "k", "d", sid())).sid();
    }

    /** Two repeats of a request that died must not both dial. */
    @Test
    void aKeyIsTakenOverByOneRequestAlone() {
        CallSid first = sid();
        CallSid second = sid();
        assertInstanceOf(Claim.Fresh.class, keys.claim(ACCOUNT, "k", "d", first));
        assertInstanceOf(Claim.Different.class, keys.claim(ACCOUNT, "k", "other", sid()));
        assertInstanceOf(Claim.Fresh.class, keys.claim(OTHER, "k", "other", sid()), "keys are an account's own");
        assertFalse(keys.renew(OTHER, "k", first, sid()));
        assertTrue(keys.renew(ACCOUNT, "k", first, second));
        assertFalse(keys.renew(ACCOUNT, "k", first, sid()));
        assertEquals(second, held());
        keys.release(ACCOUNT, "k");
        assertInstanceOf(Claim.Fresh.class, keys.claim(ACCOUNT, "k", "other", sid()));
    }

    /** The detail record outlives the deleted resource: the same request is not a second call. */
    @Test
    void aKeyWhoseCallWasMadeAndDeletedIsNotTakenOver() {
        CallSid made = sid();
        keys.claim(ACCOUNT, "k", "d", made);
        store.execute("insert into call_details (call_sid, account_sid, direction, from_address, to_address, began_at,"
                + " ended_at, billable_seconds, trunk, prefix, sip_status, termination, status) values ('" + made
                + "', '" + ACCOUNT + "', 'outbound-api', '', '', now(), now(), 0, '', '', 200, 'SUCCESS',"
                + " 'completed')");
        assertFalse(keys.renew(ACCOUNT, "k", made, sid()));
        assertEquals(made, held());
    }
}
