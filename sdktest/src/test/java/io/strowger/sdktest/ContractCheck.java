package io.strowger.sdktest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The step of CI that holds recorded exchanges against the published description:
 * {@code java io.strowger.sdktest.ContractCheck DESCRIPTION-FOLDER EXCHANGES-FOLDER}. Exit code 0 when every answer
 * fits, 1 when one does not, 2 when there is nothing to check.
 */
final class ContractCheck {
    private ContractCheck() {}

    /** The folder of the description may come as the property {@code strowger.contract} instead. */
    public static void main(String[] arguments) throws IOException {
        Path description = Path.of(
                arguments.length > 0 ? arguments[0] : System.getProperty("strowger.contract", "../shared/twilio-oai"));
        Path folder = Path.of(arguments.length > 1 ? arguments[1] : "sdktest/target/exchanges");
        System.exit(run(description, folder));
    }

    private static int run(Path description, Path folder) throws IOException {
        if (!Files.isDirectory(description)) {
            System.out.println("contract: " + description + " is absent; nothing to check against");
            return 2;
        }
        Contract contract = Contract.load(description);
        List<Exchange> exchanges = Exchange.recorded(folder);
        if (exchanges.isEmpty()) {
            System.out.println("contract: no exchange was recorded in " + folder);
            return 2;
        }
        Set<String> seen = new TreeSet<>();
        int wrong = unlisted(contract, Path.of("docs", "api-coverage.md"));
        for (Map.Entry<String, Integer> violation : violations(contract, exchanges, seen).entrySet()) {
            wrong++;
            System.out.println("contract: " + violation.getKey()
                    + (violation.getValue() > 1 ? " (" + violation.getValue() + " times)" : ""));
        }
        wrong += declared(contract, folder.resolveSibling("openapi.json"), seen);
        System.out.println("contract: " + exchanges.size() + " exchanges of " + seen.size() + " operations checked, "
                + (wrong == 0 ? "all fit" : wrong + " violations"));
        return wrong == 0 ? 0 : 1;
    }

    /** Operations of the description that the table of coverage forgets. */
    private static int unlisted(Contract contract, Path page) throws IOException {
        Set<String> listed = Coverage.shapes(page);
        Set<String> forgotten = new TreeSet<>();
        contract.operations().stream().map(Contract.Operation::shape).filter(shape -> !listed.contains(shape))
                .forEach(forgotten::add);
        forgotten.forEach(shape -> System.out.println("contract: " + page + " does not list " + shape));
        return forgotten.size();
    }

    /** What the server says of itself beside the description; tells what no suite asked, and what is not read. */
    private static int declared(Contract contract, Path document, Set<String> seen) throws IOException {
        if (!Files.exists(document)) {
            System.out.println("contract: " + document + " is absent; the server's own document is not checked");
            return 1;
        }
        Declared declared = new Declared(Exchange.JSON.readTree(document.toFile()));
        List<String> violations = declared.violations(contract);
        violations.forEach(violation -> System.out.println("contract: declared " + violation));
        declared.unread(contract).forEach((operation, names) ->
                System.out.println("contract: (for information) " + operation + " does not read " + names));
        contract.operations().stream().filter(declared::serves).map(Contract.Operation::shape)
                .filter(shape -> !seen.contains(shape)).sorted()
                .forEach(shape -> System.out.println("contract: (for information) no suite asked " + shape));
        return violations.size();
    }

    /** Each violation once, with how often it was seen; sids are told as their kinds. */
    static Map<String, Integer> violations(Contract contract, List<Exchange> exchanges, Set<String> seen) {
        Map<String, Integer> found = new LinkedHashMap<>();
        for (Exchange exchange : exchanges) {
            if (exchange.status() < 400) {
                contract.operation(exchange.method(), exchange.bare()).ifPresent(known -> seen.add(known.shape()));
            }
            for (String violation : contract.violations(exchange)) {
                String place = exchange.method() + " " + exchange.bare().replaceAll("/([A-Z]{2})[0-9a-f]{32}", "/$1...")
                        + " -> " + exchange.status();
                found.merge(place + ": " + violation.replaceAll("\\[\\d+]", "[]"), 1, Integer::sum);
            }
        }
        return found;
    }
}
