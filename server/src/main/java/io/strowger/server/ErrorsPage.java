package io.strowger.server;

import io.strowger.kernel.ErrorCode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;

/** The reference page of the error codes, printed from their declarations: {@code docs/errors.md}. */
final class ErrorsPage {
    private ErrorsPage() {}

    static String print() {
        StringBuilder page = new StringBuilder("""
                # Errors

                Printed from `ErrorCode.java` by `./strowger help errors`; a test fails when this page is stale.

                These codes stand in notifications of an account, in `ErrorCode` of requests to a fallback, in answers
                of the API and in a call's story. Codes from 90000 are this platform's own; the others mean what they
                mean in the API that Strowger is compatible with. After an error the thing asked for was not done;
                after a warning it was done with something skipped or replaced.

                | code | | meaning |
                |---|---|---|
                """);
        Arrays.stream(ErrorCode.values()).sorted(Comparator.comparingInt(ErrorCode::number)).forEach(code ->
                page.append("| ").append(code.number()).append(" | ")
                        .append(code.severity().name().toLowerCase(Locale.ROOT)).append(" | ").append(code.meaning())
                        .append(" |\n"));
        return page.toString();
    }
}
