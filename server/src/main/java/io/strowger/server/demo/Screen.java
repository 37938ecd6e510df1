package io.strowger.server.demo;

import io.strowger.call.port.TimelineEntry;
import java.io.PrintStream;
import java.util.Locale;

/** The terminal: headings, one line for each thing that happens, in colour when somebody watches. Any thread. */
final class Screen {
    private final PrintStream out;
    private final boolean colour;

    Screen(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    /** A part of the demo begins. */
    synchronized void heading(String text) {
        out.println();
        out.println(paint("1", "== " + text + " " + "=".repeat(Math.max(3, 100 - text.length()))));
    }

    /** The demo itself speaks. */
    synchronized void say(String text) {
        out.println(text);
        out.flush();
    }

    /** Something the caller did or heard. */
    synchronized void caller(String text) {
        out.println(paint("1;35", "          caller    " + text));
        out.flush();
    }

    /** Something the demo did to the world. */
    synchronized void deed(String text) {
        out.println(paint("1;31", "          demo      " + text));
        out.flush();
    }

    /** A line of a call's story. */
    synchronized void story(TimelineEntry entry) {
        String line = String.format(Locale.ROOT, "%9.3f  %-8s %s", entry.sinceStart().toNanos() / 1e9,
                entry.kind().name().toLowerCase(Locale.ROOT), entry.text());
        out.println(paint(switch (entry.kind()) {
            case SIP -> "36";
            case WEBHOOK -> "33";
            case VERB -> "32";
            case DIGIT -> "35";
            case MEDIA, STATUS -> "2";
            case ERROR, WARNING -> "31";
        }, line));
        out.flush();
    }

    /** A check and its verdict. */
    synchronized void check(boolean passed, String what) {
        out.println((passed ? paint("32", "  ok      ") : paint("1;31", "  FAILED  ")) + what);
        out.flush();
    }

    private String paint(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
