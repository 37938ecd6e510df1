package io.strowger.server;

/** {@code help}: what there is. */
final class HelpCommand {
    static final String OVERVIEW = """
            Strowger: a self-hosted programmable voice platform.

              ./strowger demo [--once]        see and hear it: a call run by a web application that then dies
              ./strowger up [SETTINGS]        run the platform in the foreground
              ./strowger apply FILE           apply a declarative file (accounts, numbers, trunks, ...)
              ./strowger import FILE [--apply] [--account=SID]  numbers and applications exported from Twilio
              ./strowger calls [show SID]     the latest calls, or one call's story
              ./strowger call sip:... [...]   call somebody from the built-in phone; `call --help` lists its flags
              ./strowger work explain SID     why a task is where it is, and who came nearest
              ./strowger work export WS       a workspace's configuration as a file; --workers with its workers
              ./strowger work plan FILE       what would make a workspace what a file says; --prune removes the rest
              ./strowger work apply FILE      does it, by the running server
              ./strowger work journal SID     a workspace's journal, to be kept or simulated
              ./strowger work simulate [...]  a record or a made-up day again, under another workflow
              ./strowger backup FILE          write everything stored to a file
              ./strowger restore FILE         fill an empty store from a backup
              ./strowger erase SID            remove a call, what it dialled and its recordings
              ./strowger rotate-keys          seal every stored secret with a new key
              ./strowger doctor [SETTINGS]    what this machine lacks, and what to do about it
              ./strowger test                 every test (same as ./mvnw verify)
              ./strowger bench [NAME]         benchmarks
              ./strowger soak [NAME]          what is too long for the tests
              ./strowger help [settings|errors]  this text, or the reference of all settings or error codes
            """;

    private HelpCommand() {}

    static ExitCode run(Invocation invocation) {
        if (invocation.arguments().isEmpty()) {
            invocation.out().print(OVERVIEW);
            return ExitCode.OK;
        }
        if (invocation.arguments().getFirst().equals("settings")) {
            invocation.out().print(SettingsPage.print());
            return ExitCode.OK;
        }
        if (invocation.arguments().getFirst().equals("errors")) {
            invocation.out().print(ErrorsPage.print());
            return ExitCode.OK;
        }
        throw new CommandFailure(ExitCode.USAGE, "there is `help`, `help settings` and `help errors`");
    }
}
