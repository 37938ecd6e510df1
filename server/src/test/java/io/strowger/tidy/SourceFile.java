package io.strowger.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One Java file, as much of it understood as the rules need.
 *
 * @param path from the root of the project, with slashes
 * @param raw as written
 * @param code the same with comments, strings and characters blanked out, line by line at the same columns
 * @param members of its types: methods, constructors, initialisers, in order
 */
record SourceFile(String path, String raw, String code, List<Member> members) {
    private static final Pattern TYPE = Pattern.compile("\\b(class|interface|enum|record)\\s+\\w");
    private static final Pattern NAME = Pattern.compile("(\\w+)\\s*\\(");

    /**
     * A member with a body.
     *
     * @param name of the method; empty for an initialiser
     * @param header its text before the body, without comments
     * @param from first line of its header, counted from 1
     * @param to line of its closing brace
     * @param start where the header begins in the text
     */
    record Member(String name, String header, String body, int from, int to, int start) {}

    static SourceFile of(String path, String raw) {
        String code = blank(raw);
        return new SourceFile(path, raw, code, members(code));
    }

    /** The room: the first directory. */
    String room() {
        return path.substring(0, path.indexOf('/'));
    }

    boolean isTest() {
        return path.contains("/src/test/");
    }

    boolean isMain() {
        return path.contains("/src/main/");
    }

    String simpleName() {
        return path.substring(path.lastIndexOf('/') + 1, path.length() - ".java".length());
    }

    /** The line, counted from 1, of a position in the text. */
    int line(int position) {
        return 1 + (int) code.substring(0, position).chars().filter(c -> c == '\n').count();
    }

    private static String blank(String raw) {
        StringBuilder out = new StringBuilder(raw);
        int i = 0;
        while (i < raw.length()) {
            int end = endOfOpaque(raw, i);
            for (int k = i; k < end; k++) {
                if (raw.charAt(k) != '\n') {
                    out.setCharAt(k, ' ');
                }
            }
            i = Math.max(end, i + 1);
        }
        return out.toString();
    }

    /** Where the comment, string or character that begins here ends; {@code i} itself when none begins here. */
    private static int endOfOpaque(String raw, int i) {
        if (raw.startsWith("//", i)) {
            return until(raw, "\n", i, 0);
        }
        if (raw.startsWith("/*", i)) {
            return until(raw, "*/", i + 2, 2);
        }
        if (raw.startsWith("\"\"\"", i)) {
            return until(raw, "\"\"\"", i + 3, 3);
        }
        char quote = raw.charAt(i);
        if (quote != '"' && quote != '\'') {
            return i;
        }
        int k = i + 1;
        while (k < raw.length() && raw.charAt(k) != quote && raw.charAt(k) != '\n') {
            k += raw.charAt(k) == '\\' ? 2 : 1;
        }
        return Math.min(raw.length(), k + 1);
    }

    private static int until(String raw, String mark, int from, int beyond) {
        int found = raw.indexOf(mark, from);
        return found < 0 ? raw.length() : found + beyond;
    }

    /** Braces directly inside a type that do not open another type belong to members. */
    private static List<Member> members(String code) {
        List<Member> members = new ArrayList<>();
        List<Brace> open = new ArrayList<>();
        int headerStart = 0;
        int parentheses = 0;
        for (int i = 0; i < code.length(); i++) {
            char c = code.charAt(i);
            switch (c) {
                case '(' -> parentheses++;
                case ')' -> parentheses--;
                case ';' -> headerStart = parentheses == 0 ? i + 1 : headerStart;
                case '{' -> {
                    boolean inType = parentheses == 0 && (open.isEmpty() || open.getLast().type());
                    boolean type = inType && TYPE.matcher(code.substring(headerStart, i)).find();
                    open.add(new Brace(type, inType && !type, headerStart, i));
                    headerStart = parentheses == 0 ? i + 1 : headerStart;
                }
                case '}' -> {
                    if (!open.isEmpty()) {
                        Brace brace = open.removeLast();
                        if (brace.member()) {
                            members.add(member(code, brace, i));
                        }
                    }
                    headerStart = parentheses == 0 ? i + 1 : headerStart;
                }
                default -> { }
            }
        }
        return List.copyOf(members);
    }

    private static Member member(String code, Brace brace, int close) {
        int start = brace.headerStart();
        while (Character.isWhitespace(code.charAt(start))) {
            start++;
        }
        String header = code.substring(start, brace.open());
        Matcher name = NAME.matcher(header.replaceAll("@\\w+(\\s*\\([^)]*\\))?", " "));
        return new Member(name.find() ? name.group(1) : "", header, code.substring(brace.open(), close),
                lineOf(code, start), lineOf(code, close), start);
    }

    private static int lineOf(String code, int position) {
        return 1 + (int) code.substring(0, position).chars().filter(c -> c == '\n').count();
    }

    private record Brace(boolean type, boolean member, int headerStart, int open) {}
}
