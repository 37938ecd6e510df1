package io.strowger.server.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.strowger.kernel.Settings.Trouble;
import io.strowger.server.store.Troubles;
import io.strowger.server.work.Blueprint.Field;
import io.strowger.server.work.Blueprint.Item;
import io.strowger.server.work.Blueprint.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has to be done so that a workspace becomes what a file says: things are made and changed in the order of their
 * kinds, as each names only what stands before it, and removed last, the other way round. Any thread.
 */
record BuildPlan(List<Step> steps) {
    /** What is done to a thing. */
    enum Action { CREATE, UPDATE, DELETE }

    /**
     * A step.
     *
     * @param item as it is to be; for a removal as it is
     * @param sid of what is there; empty for what is to be made
     * @param changes what differs; for what is to be made, all that is not as it would be anyway
     */
    record Step(Action action, Item item, String sid, List<Change> changes) {
        boolean changes(String key) {
            return changes.stream().anyMatch(change -> change.field().split("[.\\[]")[0].equals(key));
        }
    }

    /**
     * A field that differs; a path where only a part of a document does.
     *
     * @param before null where there is nothing
     * @param after null where nothing is to be
     */
    record Change(String field, JsonNode before, JsonNode after) {}

    /** The default channel belongs to every workspace, whether or not a file names it. */
    private static final String DEFAULT_CHANNEL = "default";

    /**
     * Compares.
     *
     * @param present as it is, with sids
     * @param isNew the workspace is yet to be made; then what is present is what it will begin with
     * @param prune removes what is there and the file does not name, of the kinds that the file names
     * @throws io.strowger.kernel.BadSettings with every name that leads nowhere, and every change that cannot be made
     */
    static BuildPlan of(Blueprint wanted, Blueprint present, boolean isNew, boolean prune) {
        Troubles troubles = new Troubles(wanted.workspace().place(""));
        references(wanted, present, prune, troubles);
        List<Step> steps = new ArrayList<>();
        Comparison comparison = new Comparison();
        if (isNew) {
            steps.add(new Step(Action.CREATE, wanted.workspace(), "", comparison
                    .changes(wanted.workspace(), Optional.empty())
                    .stream().filter(change -> !change.field().endsWith("Activity")).toList()));
        }
        List<Step> removed = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (kind != Kind.WORKSPACE && wanted.items().containsKey(kind)) {
                made(wanted.of(kind), present.of(kind), comparison, steps, troubles);
                if (prune) {
                    removed.addAll(0, removed(wanted.of(kind), present.of(kind)));
                }
            }
            if (kind == Kind.ACTIVITY) {
                workspace(wanted.workspace(), present.workspace(), isNew, comparison, steps);
            }
        }
        troubles.end();
        steps.addAll(removed);
        return new BuildPlan(List.copyOf(steps));
    }

    /** Behind the activities, as it names two of them. */
    private static void workspace(Item wanted, Item present, boolean isNew, Comparison comparison,
            List<Step> steps) {
        List<Change> changes = new ArrayList<>(comparison.changes(wanted, Optional.of(present)));
        if (isNew) {
            changes.removeIf(change -> !change.field().endsWith("Activity"));
        } else if (!wanted.name().equals(present.name())) {
            changes.addFirst(new Change("name", text(present.name()), text(wanted.name())));
        }
        if (!changes.isEmpty()) {
            steps.add(new Step(Action.UPDATE, wanted, present.sid(), changes));
        }
    }

    private static JsonNode text(String text) {
        return TextNode.valueOf(text);
    }

    private static void made(Map<String, Item> wanted, Map<String, Item> present, Comparison comparison,
            List<Step> steps, List<Trouble> troubles) {
        for (Item item : wanted.values()) {
            Optional<Item> there = Optional.ofNullable(present.get(item.name()));
            List<Change> changes = comparison.changes(item, there);
            if (there.isEmpty()) {
                steps.add(new Step(Action.CREATE, item, "", changes));
            } else if (!changes.isEmpty() && item.kind() == Kind.ACTIVITY) {
                troubles.add(new Trouble(item.place("available"), item.title() + ": 'available' is fixed when an"
                        + " activity is made, and it was made with " + there.get().field("available")
                        + "; choose another name"));
            } else if (!changes.isEmpty()) {
                steps.add(new Step(Action.UPDATE, item, there.get().sid(), changes));
            }
        }
    }

    private static List<Step> removed(Map<String, Item> wanted, Map<String, Item> present) {
        return present.values().stream()
                .filter(item -> !wanted.containsKey(item.name()))
                .filter(item -> item.kind() != Kind.CHANNEL || !item.name().equals(DEFAULT_CHANNEL))
                .map(item -> new Step(Action.DELETE, item, item.sid(), List.of())).toList();
    }

    /** Every name leads to something that the file makes, or that is there and stays. */
    private static void references(Blueprint wanted, Blueprint present, boolean prune, List<Trouble> troubles) {
        Names names = new Names(wanted, present, prune, troubles);
        names.check(wanted.workspace());
        Arrays.stream(Kind.values()).forEach(kind -> wanted.of(kind).values().forEach(names::check));
    }

    private record Names(Blueprint wanted, Blueprint present, boolean prune, List<Trouble> troubles) {
        void check(Item item) {
            for (Field field : item.kind().fields()) {
                JsonNode value = item.field(field.key());
                switch (field.shape()) {
                    case ACTIVITY -> item.text(field.key()).ifPresent(name ->
                            need(item, Kind.ACTIVITY, name, Trail.of(field.key())));
                    case SHARES -> value.fieldNames().forEachRemaining(name ->
                            need(item, Kind.CHANNEL, name, Trail.of(field.key())));
                    case DOCUMENT -> {
                        if (item.kind() == Kind.WORKFLOW) {
                            References.resolved(value, Trail.of(field.key()), finder(item));
                        }
                    }
                    case TEXT -> {
                        if (field.key().equals("targetWorkers")) {
                            References.resolved(item.text(field.key()).orElse(""), Trail.of(field.key()),
                                    finder(item));
                        }
                    }
                    case URL, FLAG, NUMBER, ORDER -> { }
                }
            }
        }

        private References.Finder finder(Item item) {
            return (kind, name, path) -> {
                need(item, kind, name, path);
                return "";
            };
        }

        private void need(Item item, Kind kind, String name, Trail trail) {
            boolean stays = present.of(kind).containsKey(name) && (!prune || !wanted.items().containsKey(kind)
                    || name.equals(DEFAULT_CHANNEL));
            if (!wanted.of(kind).containsKey(name) && !stays) {
                String path = trail.text();
                troubles.add(new Trouble(item.place(path), item.title() + ", " + path + ": there is no " + kind.word()
                        + " '" + name + "'" + (present.of(kind).containsKey(name)
                        ? " any more after this, as it is pruned" : ", neither in the file nor in the workspace")));
            }
        }
    }
}
