package io.strowger.server.rest;

import java.util.List;
import java.util.stream.Collectors;

/** The reference page of the API, printed from the declarations: {@code docs/api.md}. */
public final class ReferencePage {
    private ReferencePage() {}

    /** The page. */
    public static String print(RouteTable routes) {
        StringBuilder page = new StringBuilder("""
                # API reference

                Printed from the operations' declarations: `GET /reference` of a running server; a test fails when
                this page is stale. The same as OpenAPI: `GET /openapi.json`. How requests and answers look in
                general is in [http-api](http-api.md); what the original has and this version lacks in
                [api-coverage](api-coverage.md).

                A parameter with `*` is required. Lists also take `PageSize` (1 to 1000, 50), `Page` and `PageToken`.

                """);
        List<Operation> built = routes.operations().stream().filter(Operation::isBuilt).toList();
        for (Operation operation : built) {
            entry(operation, page);
        }
        return page.toString();
    }

    private static void entry(Operation operation, StringBuilder page) {
        page.append("## ").append(operation.id()).append("\n\n`").append(operation.title()).append("` answers ")
                .append(operation.status()).append(answer(operation.answer())).append(".");
        if (!operation.summary().isEmpty()) {
            page.append(' ').append(operation.summary());
        }
        if (!operation.openToStandardKeys()) {
            page.append(" Closed to standard API keys.");
        }
        page.append("\n\n");
        List<Param<?>> params = operation.params().stream()
                .filter(param -> !param.name().startsWith("Page")).toList();
        for (Param<?> param : params) {
            page.append("- `").append(param.name()).append(param.isRequired() ? "`*" : "`").append(": ")
                    .append(param.rule()).append('\n');
        }
        if (!params.isEmpty()) {
            page.append('\n');
        }
    }

    private static String answer(Operation.Answer answer) {
        return switch (answer) {
            case Operation.Answer.One(Representation<?> shown) -> " and " + fields(shown);
            case Operation.Answer.Page(String key, Representation<?> shown) ->
                " and a page of `" + key + "`: " + fields(shown);
            case Operation.Answer.Other(String type) -> " and " + type;
            case Operation.Answer.Empty() -> "";
            case Operation.Answer.NotBuilt(String why) -> "";
        };
    }

    private static String fields(Representation<?> shown) {
        return shown.fields().stream().map(field -> "`" + field + "`").collect(Collectors.joining(" "));
    }
}
