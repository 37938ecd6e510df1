package io.strowger.server;

import io.strowger.kernel.BadSettings;
import io.strowger.kernel.Failure;
import io.strowger.kernel.RealWorld;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The command line: chooses the command, and turns every kind of ending into an exit code and one clear message. */
public final class Main {
    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        int code = run(List.of(arguments), System.getenv(), System.out, System.err).number();
        System.out.flush();
        System.err.flush();
        System.exit(code);
    }

    static ExitCode run(List<String> words, Map<String, String> environment, PrintStream out, PrintStream err) {
        if (words.isEmpty()) {
            err.print(HelpCommand.OVERVIEW);
            return ExitCode.USAGE;
        }
        Invocation invocation = new Invocation(words.subList(1, words.size()), environment, out, err);
        try {
            return dispatch(words.getFirst(), invocation);
        } catch (BadSettings bad) {
            err.println(words.getFirst() + " cannot start:");
            bad.troubles().forEach(trouble -> err.println("  " + trouble));
            err.println("`./strowger help settings` lists every setting.");
            return ExitCode.CONFIGURATION;
        } catch (CommandFailure failure) {
            err.println(words.getFirst() + ": " + failure.getMessage());
            return failure.exit();
        } catch (Failure failure) {
            err.println(words.getFirst() + ": " + failure.getMessage() + " (error " + failure.code().number() + ")");
            return ExitCode.FAILED;
        } catch (RuntimeException mistake) {
            err.println(words.getFirst() + ": a mistake inside this program; please report it with these lines:");
            mistake.printStackTrace(err);
            return ExitCode.MISTAKE;
        }
    }

    private static ExitCode dispatch(String command, Invocation invocation) {
        return switch (command) {
            case "up" -> UpCommand.run(invocation);
            case "apply" -> administer(invocation, "FILE", (desk, read) ->
                    desk.apply(Path.of(read.operands().getFirst())).forEach(invocation.out()::println));
            case "import" -> ImportCommand.run(invocation);
            case "demo" -> DemoCommand.run(invocation);
            case "train" -> TrainCommand.run(invocation);
            case "call" -> CallCommand.run(invocation);
            case "calls" -> calls(invocation);
            case "erase" -> administer(invocation, "SID", (desk, read) ->
                    desk.erase(read.operands().getFirst()).forEach(invocation.out()::println));
            case "work" -> WhatIfCommand.takes(invocation.arguments())
                    ? WhatIfCommand.run(invocation) : WorkCommand.run(invocation);
            case "rotate-keys" -> rotateKeys(invocation);
            case "backup" -> administer(invocation, "FILE", (desk, read) ->
                    desk.backup(Path.of(read.operands().getFirst())));
            case "restore" -> administer(invocation, "FILE", (desk, read) ->
                    desk.restore(Path.of(read.operands().getFirst())));
            case "doctor" -> DoctorCommand.run(invocation);
            case "help", "--help", "-h" -> HelpCommand.run(invocation);
            default -> throw new CommandFailure(ExitCode.USAGE, "no such command; `./strowger help` lists them");
        };
    }

    private static ExitCode calls(Invocation invocation) {
        Invocation.Read read = invocation.server(true, "show", "SID");
        List<String> operands = read.operands();
        if (!operands.isEmpty() && !(operands.getFirst().equals("show") && operands.size() == 2)) {
            throw new CommandFailure(ExitCode.USAGE, "use `calls` or `calls show SID`");
        }
        try (RealWorld world = RealWorld.open(); Administration desk = Administration.open(world, read.config())) {
            List<String> lines = operands.isEmpty() ? desk.calls() : desk.show(operands.get(1));
            lines.forEach(invocation.out()::println);
        }
        return ExitCode.OK;
    }

    private static ExitCode rotateKeys(Invocation invocation) {
        Invocation.Read read = invocation.server();
        try (RealWorld world = RealWorld.open(); Administration desk = Administration.open(world, read.config())) {
            desk.rotateKeys().forEach(invocation.out()::println);
        }
        return ExitCode.OK;
    }

    private static ExitCode administer(Invocation invocation, String operand, Deed deed) {
        Invocation.Read read = invocation.server(operand);
        try (RealWorld world = RealWorld.open(); Administration desk = Administration.open(world, read.config())) {
            deed.act(desk, read);
        }
        return ExitCode.OK;
    }

    /** What a command does with the store. */
    private interface Deed {
        void act(Administration desk, Invocation.Read read);
    }
}
