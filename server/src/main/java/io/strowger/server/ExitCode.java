package io.strowger.server;

/** What the process ends with; the numbers are those of sysexits. */
enum ExitCode {
    OK(0), FAILED(1), USAGE(64), UNAVAILABLE(69), MISTAKE(70), TAKEN_OVER(75), CONFIGURATION(78);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
