package io.strowger.server;

import io.strowger.kernel.LogContext;
import io.strowger.server.ServerSettings.LogFormat;
import io.strowger.server.ServerSettings.LogLevel;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Writes each log record as one line that carries the sid of the call it was written in. Any thread may call it. */
final class LogLines extends Handler {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final LogFormat format;
    private final PrintStream out;
    private final SimpleFormatter messages = new SimpleFormatter();

    LogLines(LogFormat format, PrintStream out) {
        this.format = format;
        this.out = out;
    }

    /** Sends all logging of the process here. Libraries are heard from WARNING up. */
    static void install(LogLevel level, LogFormat format, PrintStream out) {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(level == LogLevel.ERROR ? Level.SEVERE : Level.WARNING);
        root.addHandler(new LogLines(format, out));
        Logger ours = OURS;
        ours.setLevel(switch (level) {
            case ERROR -> Level.SEVERE;
            case WARNING -> Level.WARNING;
            case INFO -> Level.INFO;
            case DEBUG -> Level.FINE;
        });
    }

    /** Held, because the log manager itself forgets loggers that nobody holds. */
    private static final Logger OURS = Logger.getLogger("io.strowger");

    @Override
    public void publish(LogRecord record) {
        String sid = LogContext.current().sid();
        String message = messages.formatMessage(record);
        String line = switch (format) {
            case HUMAN -> human(record, sid, message);
            case JSON -> json(record, sid, message);
        };
        out.println(line);
    }

    private static String human(LogRecord record, String sid, String message) {
        StringBuilder line = new StringBuilder(TIME.format(record.getInstant()));
        line.append(' ').append("%-7s".formatted(level(record.getLevel()))).append(' ');
        line.append(shortName(record.getLoggerName())).append(sid.isEmpty() ? "" : " " + sid);
        line.append(" - ").append(oneLine(message));
        if (record.getThrown() != null) {
            line.append(System.lineSeparator()).append(trace(record.getThrown()).stripTrailing());
        }
        return line.toString();
    }

    private static String json(LogRecord record, String sid, String message) {
        StringBuilder line = new StringBuilder("{");
        field(line, "time", TIME.format(record.getInstant()));
        field(line.append(','), "level", level(record.getLevel()));
        field(line.append(','), "logger", String.valueOf(record.getLoggerName()));
        if (!sid.isEmpty()) {
            field(line.append(','), "sid", sid);
        }
        field(line.append(','), "message", message);
        if (record.getThrown() != null) {
            field(line.append(','), "trace", trace(record.getThrown()));
        }
        return line.append('}').toString();
    }

    private static void field(StringBuilder line, String name, String value) {
        line.append('"').append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> line.append(c < 0x20 ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            }
        }
        line.append('"');
    }

    /** A remote party's text may hold line ends; a forged log line must not come of it. */
    private static String oneLine(String message) {
        return message.replace("\r", "\\r").replace("\n", "\\n");
    }

    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARNING";
        }
        return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    private static String shortName(String logger) {
        return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        flush();
    }
}
