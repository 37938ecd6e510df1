package io.strowger.server;

import io.strowger.call.CallQueues;
import io.strowger.kernel.World;
import io.strowger.server.api.AccountResources;
import io.strowger.server.api.ApplicationResources;
import io.strowger.server.api.AvailableNumberResources;
import io.strowger.server.api.ByocResources;
import io.strowger.server.api.BindingResources;
import io.strowger.server.api.CallCreation;
import io.strowger.server.api.CallDesk;
import io.strowger.server.api.CallEventResources;
import io.strowger.server.api.CallReader;
import io.strowger.server.api.CallRecordingResources;
import io.strowger.server.api.CallResources;
import io.strowger.server.api.CallerIdResources;
import io.strowger.server.api.CallerIdValidation;
import io.strowger.server.api.DialingResources;
import io.strowger.server.api.EventResources;
import io.strowger.server.api.KeyResources;
import io.strowger.server.api.LiveCallResources;
import io.strowger.server.api.NotificationResources;
import io.strowger.server.api.NumberResources;
import io.strowger.server.api.OriginalOperations;
import io.strowger.server.api.OutboundGuardResources;
import io.strowger.server.api.QueueResources;
import io.strowger.server.api.RecordingResources;
import io.strowger.server.api.SipDomainResources;
import io.strowger.server.api.SipListResources;
import io.strowger.server.api.SipMappingResources;
import io.strowger.server.api.SourceIpResources;
import io.strowger.server.api.StoredResources;
import io.strowger.server.api.TrunkResources;
import io.strowger.server.api.UsageResources;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.RouteTable;
import io.strowger.server.store.NumberPool;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The API as a whole: every resource that is served, and the refusal of what is not built. */
final class ApiRoutes {
    private ApiRoutes() {}

    static RouteTable of(World world, CallReader calls, CallQueues queues, StoreRoom store, CallDesk desk,
            CallerIdValidation validation, List<Operation> work) {
        StoredResources stored = new StoredResources(store.resources());
        NumberPool pool = store.numberPool();
        Set<String> reserved = store.ownNames();
        Stream<List<Operation>> resources = Stream.of(
                new AccountResources(stored).operations(),
                new KeyResources(stored).operations(),
                new ApplicationResources(stored).operations(),
                new BindingResources(stored).operations(),
                new NumberResources(stored, pool).operations(),
                new AvailableNumberResources(stored, pool).operations(),
                new CallerIdResources(stored, validation, desk::place).operations(),
                new NotificationResources(stored, calls).operations(),
                new EventResources(stored).operations(),
                new UsageResources(stored, store.usage(), world.timeline()).operations(),
                List.of(Operation.notBuilt("CreateToken", Operation.Method.POST, "~/Tokens",
                        "there is no TURN server whose credentials it could give")),
                new CallResources(calls).operations(),
                new CallCreation(calls, desk).operations(),
                new OutboundGuardResources(desk).operations(),
                new LiveCallResources(calls, desk).operations(),
                new CallRecordingResources(calls, desk).operations(),
                new CallEventResources(calls).operations(),
                new RecordingResources(calls).operations(),
                new RecordingResources(calls).removal(desk),
                new QueueResources(queues, stored).operations(),
                new SipDomainResources(stored, reserved).operations(),
                new SipListResources(stored).operations(),
                new SipMappingResources(stored).operations(),
                new ByocResources(stored).operations(),
                new SourceIpResources(stored).operations(),
                new DialingResources(stored).operations(),
                new TrunkResources(stored, reserved).operations(),
                work);
        return OriginalOperations.complete(resources.flatMap(List::stream).toList());
    }
}
