package io.strowger.server.rest;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every operation there is, as a tree of path parts: finding one costs the length of the path, whatever their number.
 * At each part a literal goes before a template. Immutable; any thread may read it.
 */
public final class RouteTable {
    private final List<Operation> operations;
    private final Node root = new Node();

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Map<Operation.Method, Operation> operations = new EnumMap<>(Operation.Method.class);
        private Node template;

        private Node child(String part) {
            if (!part.startsWith("{")) {
                return literals.computeIfAbsent(part, key -> new Node());
            }
            if (template == null) {
                template = new Node();
            }
            return template;
        }
    }

    /**
     * A path that is known.
     *
     * @param operations by method
     * @param segments the path's parts, to be named by an operation's template
     */
    record Match(Map<Operation.Method, Operation> operations, List<String> segments) {
        /** The path's variable parts, by the names that this operation gives them. */
        Map<String, String> path(Operation operation) {
            List<String> parts = parts(operation);
            Map<String, String> named = new LinkedHashMap<>();
            for (int i = 0; i < parts.size(); i++) {
                if (parts.get(i).startsWith("{")) {
                    named.put(parts.get(i).substring(1, parts.get(i).length() - 1), segments.get(i));
                }
            }
            return named;
        }
    }

    /** @throws IllegalStateException when two operations share method and path, or a name */
    public RouteTable(List<Operation> operations) {
        this.operations = List.copyOf(operations);
        Set<String> ids = new HashSet<>();
        for (Operation operation : operations) {
            Node node = root;
            for (String part : parts(operation)) {
                node = node.child(part);
            }
            if (node.operations.put(operation.method(), operation) != null || !ids.add(operation.id())) {
                throw new IllegalStateException("two operations are " + operation.id() + " or " + operation.title());
            }
        }
    }

    /** All of them, in the order given. */
    public List<Operation> operations() {
        return operations;
    }

    private static List<String> parts(Operation operation) {
        return List.of(operation.path().substring(1).split("/"));
    }

    /** The operations of a path; empty for an unknown one. */
    Optional<Match> match(List<String> segments) {
        List<Node> found = new ArrayList<>();
        walk(root, segments, 0, found);
        return found.stream().findFirst().map(node -> new Match(node.operations, segments));
    }

    private static void walk(Node node, List<String> segments, int at, List<Node> found) {
        if (at == segments.size()) {
            if (!node.operations.isEmpty()) {
                found.add(node);
            }
            return;
        }
        Node literal = node.literals.get(segments.get(at));
        if (literal != null) {
            walk(literal, segments, at + 1, found);
        }
        if (found.isEmpty() && node.template != null && !segments.get(at).isEmpty()) {
            walk(node.template, segments, at + 1, found);
        }
    }
}
