package io.strowger.server;

import io.strowger.kernel.RealWorld;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code import FILE}: takes in numbers and applications that were exported from the original, and tells what differs.
 * Without {@code --apply} it only tells (docs/accounts.md).
 */
final class ImportCommand {
    private static final String APPLY = "--apply";
    private static final String ACCOUNT = "--account=";

    private ImportCommand() {}

    static ExitCode run(Invocation invocation) {
        List<String> rest = new ArrayList<>(invocation.arguments());
        boolean apply = rest.removeIf(APPLY::equals);
        String account = rest.stream().filter(word -> word.startsWith(ACCOUNT)).reduce((first, last) -> last)
                .map(word -> word.substring(ACCOUNT.length())).orElse("");
        rest.removeIf(word -> word.startsWith(ACCOUNT));
        Invocation.Read read = new Invocation(
                rest, invocation.environment(), invocation.out(), invocation.err()).server("FILE");
        try (RealWorld world = RealWorld.open(); Administration desk = Administration.open(world, read.config())) {
            desk.importFrom(Path.of(read.operands().getFirst()), account, apply).forEach(invocation.out()::println);
        }
        return ExitCode.OK;
    }
}
