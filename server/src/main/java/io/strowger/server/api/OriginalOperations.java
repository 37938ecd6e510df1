package io.strowger.server.api;

import io.strowger.server.rest.Operation;
import io.strowger.server.rest.RouteTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Every operation of the original's API that concerns voice and work, by name and path. What no resource of ours serves
 * is refused in words that say so (rulings part 1, "Operations not built"), instead of looking like a wrong address.
 */
public final class OriginalOperations {
    private OriginalOperations() {}

    /**
     * One of them.
     *
     * @param product its file among the published descriptions, such as {@code voice_v1}
     * @param path with {@code ~} for the account's part, without {@code .json}
     */
    public record Original(String product, Operation.Method method, String path, String id) {
        /** The method and the path with the names of its variable parts left out: two names of one thing are equal. */
        public String shape() {
            return shapeOf(method, path.startsWith("~") ? Operation.ACCOUNT + path.substring(1) : path);
        }
    }

    /** All of them. */
    public static List<Original> all() {
        try (InputStream in = OriginalOperations.class.getResourceAsStream("/api/original-operations.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .map(part -> new Original(part[0], Operation.Method.valueOf(part[1]), part[2], part[3]))
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException("the program's own list of operations cannot be read", broken);
        }
    }

    /** The routes of these operations and, for everything else of the original, of its refusal. */
    public static RouteTable complete(List<Operation> built) {
        Set<String> shapes = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Operation operation : built) {
            shapes.add(shapeOf(operation.method(), operation.path()));
            names.add(operation.id());
        }
        List<Operation> all = new ArrayList<>(built);
        for (Original original : all()) {
            if (shapes.add(original.shape())) {
                String name = names.add(original.id())
                        ? original.id() : original.id() + "Of" + Wire.pascal(original.product());
                all.add(Operation.notBuilt(name, original.method(), original.path(), ""));
            }
        }
        return new RouteTable(all);
    }

    /** See {@link Original#shape}. */
    public static String shapeOf(Operation.Method method, String path) {
        return method + " " + path.replaceAll("\\{[^}]*}", "{}");
    }
}
