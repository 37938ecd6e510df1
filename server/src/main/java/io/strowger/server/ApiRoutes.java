package io.strowger.server;

import io.strowger.server.api.CallReader;
import io.strowger.server.api.CallResources;
import io.strowger.server.api.OriginalOperations;
import io.strowger.server.api.RecordingResources;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.RouteTable;
import java.util.List;
import java.util.stream.Stream;

/** The API as a whole: every resource that is served, and the refusal of what is not built. */
final class ApiRoutes {
    private ApiRoutes() {}

    static RouteTable of(CallReader calls) {
        Stream<List<Operation>> resources = Stream.of(
                new CallResources(calls).operations(),
                new RecordingResources(calls).operations());
        return OriginalOperations.complete(resources.flatMap(List::stream).toList());
    }
}
