package io.strowger.work.core;

import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.Failure;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** What commands are checked for before anything happens. Each throws the refusal. */
final class Checks {
    private final Workspace workspace;

    Checks(Workspace workspace) {
        this.workspace = workspace;
    }

    static void refuse(boolean when, Refusal refusal) {
        if (when) {
            throw refusal.thrown();
        }
    }

    static <T> T found(Optional<T> thing, Object sid) {
        return thing.orElseThrow(() -> Refusal.notFound(sid).thrown());
    }

    /** Nothing has the sid yet: a command that comes twice is not done twice. */
    static void unused(Registry<?> registry, Object sid) {
        refuse(registry.find(sid.toString()).isPresent(), Refusal.conflict(sid + " was made already"));
    }

    void name(String value) {
        name("FriendlyName", value);
    }

    void name(String parameter, String value) {
        refuse(value.isBlank(), Refusal.invalid(parameter + " is missing"));
        refuse(value.length() > workspace.limits.nameCharacters(),
                Refusal.invalid(parameter + " is longer than " + workspace.limits.nameCharacters() + " characters"));
    }

    Activity activity(String parameter, ActivitySid sid) {
        return workspace.activity(sid).orElseThrow(() ->
                Refusal.invalid(parameter + ": there is no activity " + sid + " in this workspace").thrown());
    }

    void attributes(String text) {
        int most = workspace.limits.attributeCharacters();
        refuse(text.length() > most, Refusal.invalid("Attributes is longer than " + most + " characters"));
        try {
            refuse(!(workspace.floor.read(text) instanceof Fields), Refusal.invalid("Attributes is no JSON object"));
        } catch (Failure wrong) {
            throw Refusal.invalid("Attributes is no JSON: " + wrong.getMessage()).thrown();
        }
    }

    void targetWorkers(String expression) {
        try {
            Expr.parse(expression, Scope.QUEUE);
        } catch (Failure wrong) {
            throw Refusal.invalid("TargetWorkers: " + wrong.getMessage()).thrown();
        }
    }

    /** A document that can be read and names only queues that there are. */
    void configuration(String text) {
        configuration(text, workspace.limits.configurationCharacters(), WorkflowDocument::parse);
    }

    /** The same, for a task alone: shorter, and within what all such documents of the workspace may hold. */
    WorkflowDocument ownConfiguration(String text) {
        refuse(!workspace.ownPlans.hasRoom(text), Refusal.invalid("Configuration: the different documents that tasks of"
                + " this workspace have for themselves would exceed " + RoutingLimits.OWN_DOCUMENTS_CHARACTERS
                + " characters, which is the limit"));
        return configuration(text, Math.min(RoutingLimits.OWN_DOCUMENT_CHARACTERS,
                workspace.limits.configurationCharacters()), own -> workspace.ownPlans.read(own).document);
    }

    private WorkflowDocument configuration(String text, int most, Function<String, WorkflowDocument> reading) {
        refuse(text.length() > most, Refusal.invalid("Configuration is longer than " + most + " characters"));
        try {
            WorkflowDocument document = reading.apply(text);
            for (String queue : document.queues()) {
                refuse(workspace.queues.find(queue).isEmpty(),
                        Refusal.invalid("Configuration: there is no task queue " + queue + " in this workspace"));
            }
            return document;
        } catch (Failure wrong) {
            throw Refusal.invalid("Configuration: " + wrong.getMessage()).thrown();
        }
    }

    static void version(OptionalInt ifMatch, int version) {
        refuse(ifMatch.isPresent() && ifMatch.getAsInt() != version, new Refusal(Refusal.Kind.STALE,
                "If-Match says version " + ifMatch.orElse(0) + ", the current one is " + version));
    }

    static void room(String what, int there, int most) {
        refuse(there >= most, Refusal.invalid("There are " + most + " " + what + " already, which is the limit"));
    }
}
