package io.strowger.server;

import io.strowger.call.OutboundLimits;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.HostPort;
import io.strowger.kernel.PortRange;
import io.strowger.kernel.Secret;
import io.strowger.kernel.Setting;
import io.strowger.kernel.Shapes;
import io.strowger.sip.DigestAlgorithm;
import io.strowger.server.work.WorkRoom;
import io.strowger.work.WorkLimits;
import io.strowger.work.core.RoutingLimits;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Every setting of the server, declared once; {@code docs/settings.md} is printed from here. */
public final class ServerSettings {
    static final Setting<HostPort> HTTP = new Setting<>("http", Shapes.hostPort(), new HostPort("127.0.0.1", 8080),
            "Where the HTTP server listens: health, metrics, API and recordings. Port 0 takes a free one.");
    static final Setting<Optional<Path>> HTTP_CERTIFICATE = new Setting<>("http-certificate",
            Shapes.optional(Shapes.path()), Optional.empty(), "A PEM file with the server's certificate and those that "
            + "lead to its authority: the HTTP server then speaks HTTPS. Needs `http-key`.");
    static final Setting<Optional<Path>> HTTP_KEY = new Setting<>("http-key", Shapes.optional(Shapes.path()),
            Optional.empty(), "A PEM file with the certificate's private key (PKCS #8, not encrypted).");
    static final Setting<HostPort> SIP = new Setting<>("sip", Shapes.hostPort(), new HostPort("127.0.0.1", 5060),
            "Where SIP is spoken, over UDP and TCP at the same port. Port 0 takes a free one.");
    static final Setting<PortRange> RTP = new Setting<>("rtp", Shapes.portRange(),
            new PortRange("127.0.0.1", 16384, 32767), "Ports of media: two for each leg of a call.");
    static final Setting<Optional<String>> PUBLIC_HOST = new Setting<>("public-host",
            Shapes.optional(Shapes.text("HOST", Pattern.compile("[A-Za-z0-9.:-]{1,255}"))), Optional.empty(),
            "The address that phones and carriers reach: shown in SIP and SDP. Without it the address of `sip`, or "
            + "this machine's first address when `sip` listens on every interface.");
    static final Setting<Optional<URI>> PUBLIC_URL = new Setting<>("public-url", Shapes.optional(Shapes.webUrl()),
            Optional.empty(), "How applications reach the HTTP server: used in links and signatures. Without it "
            + "`http://` and the address of `http`.");
    static final Setting<Optional<Path>> DATA = new Setting<>("data", Shapes.optional(Shapes.path()), Optional.empty(),
            "Where everything is kept: database, recordings, keys, speech. Without it `/var/lib/strowger` for root, "
            + "`strowger` under `$XDG_DATA_HOME` or `~/.local/share` for others. One instance at a time.");
    static final Setting<Optional<Secret>> DATABASE = new Setting<>("database",
            Shapes.optional(Shapes.secret("postgresql://[USER[:PASSWORD]@]HOST[:PORT]/NAME",
                    Pattern.compile("(jdbc:)?postgresql://\\S+"))),
            Optional.empty(), "An external PostgreSQL (17 or newer). Without it a bundled one runs in `data`.");
    static final Setting<Boolean> STANDBY = new Setting<>("standby", Shapes.toggle(), false,
            "Waits while another server has the external `database`, and takes over when it ends or dies.");
    static final Setting<Optional<Path>> CONFIG = new Setting<>("config", Shapes.optional(Shapes.path()),
            Optional.empty(), "A YAML file: its `settings:` are read as here, the rest is applied at start as by "
            + "`./strowger apply`.");
    static final Setting<Optional<String>> ACCOUNT_SID = new Setting<>("account-sid",
            Shapes.optional(Shapes.text("AC and 32 hex digits", Pattern.compile("AC[0-9a-f]{32}"))),
            Optional.empty(), "The master account's sid. Without it one is made, kept, and printed at first start.");
    static final Setting<Optional<Secret>> AUTH_TOKEN = new Setting<>("auth-token",
            Shapes.optional(Shapes.secret("16 to 128 letters and digits", Pattern.compile("[A-Za-z0-9_-]{16,128}"))),
            Optional.empty(), "The master account's token. Better in the environment than on a command line, which "
            + "other users of the machine can read.");
    static final Setting<Boolean> ALLOW_PRIVATE_URLS = new Setting<>("allow-private-urls", Shapes.toggle(), false,
            "Lets applications live on private and loopback addresses.");
    static final Setting<List<Cidr>> TRUST = new Setting<>("trust", Shapes.list(Shapes.cidr()), List.of(),
            "Addresses whose INVITEs count as a known trunk's: any number of the inventory may be called from there.");
    static final Setting<FallbackScope> FALLBACK_SCOPE = new Setting<>("fallback-scope",
            Shapes.oneOf(FallbackScope.class), FallbackScope.REQUEST, "How far a switch to the fallback reaches: this "
            + "request only, all later requests of the call, or all later requests to the failed address.");
    static final Setting<SipDigest> SIP_DIGEST = new Setting<>("sip-digest", Shapes.oneOf(SipDigest.class),
            SipDigest.MD5, "How phones prove their password. Many phones and switches give up when SHA-256 is offered, "
            + "even beside MD5: `both` and `sha256` are for sites whose phones all know RFC 8760.");
    static final Setting<Integer> CALLS = new Setting<>("calls", Shapes.whole(1, 100_000), 1000,
            "Calls at once, inbound and outbound legs alike. More are answered 503 with Retry-After.");
    static final Setting<Integer> CALLS_PER_SECOND = new Setting<>("calls-per-second", Shapes.whole(1, 10_000), 100,
            "New calls in a second. More are answered 503 with Retry-After.");
    static final Setting<Integer> OUTBOUND_CALLS_PER_SECOND = new Setting<>("outbound-calls-per-second",
            Shapes.whole(1, 1000), OutboundLimits.DEFAULT.callsPerSecond(),
            "Calls that the API starts for one account in a second. More wait in the account's queue.");
    static final Setting<Integer> OUTBOUND_CALLS = new Setting<>("outbound-calls", Shapes.whole(1, 100_000),
            OutboundLimits.DEFAULT.concurrent(),
            "Calls that the API started for one account, at once. More wait in the account's queue, as they do when "
            + "three quarters of `calls` are the API's.");
    static final Setting<Integer> OUTBOUND_QUEUE = new Setting<>("outbound-queue", Shapes.whole(1, 1_000_000),
            OutboundLimits.DEFAULT.queued(),
            "Calls of one account that may wait to be started, each for at most a day. More are refused with 429.");
    static final Setting<Integer> TRUNK_CALLS = new Setting<>("trunk-calls", Shapes.whole(1, 100_000),
            OutboundLimits.DEFAULT.trunkCallsAtOnce(),
            "Calls of one account by trunks at once, those of Dial too. More are refused, with an alert.");
    static final Setting<Integer> TRUNK_CALLS_PER_SECOND = new Setting<>("trunk-calls-per-second",
            Shapes.whole(1, 10_000), OutboundLimits.DEFAULT.trunkCallsPerSecond(),
            "Calls of one account by trunks begun in a second. More are refused, with an alert.");
    static final Setting<Integer> TRUNK_MINUTES_PER_DAY = new Setting<>("trunk-minutes-per-day",
            Shapes.whole(1, 100_000_000), OutboundLimits.DEFAULT.trunkMinutesPerDay(),
            "Minutes of one account by trunks in a day (UTC). Then its calls by trunks are refused, with an alert.");
    static final Setting<Integer> NEW_COUNTRIES_PER_HOUR = new Setting<>("new-countries-per-hour",
            Shapes.whole(0, 1000), OutboundLimits.DEFAULT.newCountriesPerHour(),
            "Countries never dialled before that one account may call within an hour. One more looks like fraud: its "
            + "calls by trunks are stopped until an operator clears it over the API.");
    /**
     * Limits of workspaces, as large as settings can make them: for journals of servers whose settings are not known,
     * as what they hold was allowed when it was made.
     */
    static final RoutingLimits WIDEST = widest(RoutingLimits.DEFAULT);
    static final Setting<Integer> WORK_WORKERS = new Setting<>("work-workers", Shapes.whole(1, WIDEST.workers()),
            RoutingLimits.DEFAULT.workers(), "Workers of one workspace. More are refused with 400.");
    static final Setting<Integer> WORK_TASK_QUEUES = new Setting<>("work-task-queues", Shapes.whole(1, WIDEST.queues()),
            RoutingLimits.DEFAULT.queues(), "Task queues of one workspace. More are refused with 400.");
    static final Setting<Integer> WORK_OPEN_TASKS = new Setting<>("work-open-tasks",
            Shapes.whole(1, WIDEST.openTasks()), RoutingLimits.DEFAULT.openTasks(),
            "Tasks of one workspace that are neither completed nor canceled, some 2 KB of memory each. More are "
            + "refused with 400.");
    static final Setting<Integer> WORK_ATTRIBUTE_CHARACTERS = new Setting<>("work-attribute-characters",
            Shapes.whole(256, WIDEST.attributeCharacters()), RoutingLimits.DEFAULT.attributeCharacters(),
            "Characters of a worker's or a task's attributes, blanks counted. Longer ones are refused with 400.");
    static final Setting<Integer> WORK_INBOX = new Setting<>("work-inbox", Shapes.whole(100, 1_000_000),
            WorkLimits.DEFAULT.inbox(), "Requests that wait at one workspace. More are answered 429, so that one "
            + "tenant's flood costs the others little.");
    static final Setting<Integer> WORK_EVALUATIONS = new Setting<>("work-evaluations", Shapes.whole(1, 1_000_000),
            WorkRoom.Limits.DEFAULT.evaluations(), "Lists filtered by an expression (`TargetWorkersExpression`, "
            + "`EvaluateTaskAttributes`, `EvaluateWorkerAttributes`) that one account may ask for in a second, as each "
            + "looks at all workers, tasks or queues. More are answered 429.");
    static final Setting<Integer> RETENTION_DAYS = new Setting<>("retention-days", Shapes.whole(1, 3650), 30,
            "How long timelines, notifications and recordings are kept.");
    static final Setting<Integer> DRAIN_SECONDS = new Setting<>("drain-seconds", Shapes.whole(0, 86_400), 300,
            "How long a stop waits for running calls before it hangs them up. A second signal hangs up at once.");
    static final Setting<LogLevel> LOG_LEVEL = new Setting<>("log-level", Shapes.oneOf(LogLevel.class), LogLevel.INFO,
            "What is logged, to standard error.");
    static final Setting<LogFormat> LOG_FORMAT = new Setting<>("log-format", Shapes.oneOf(LogFormat.class),
            LogFormat.HUMAN, "One line for people, or one JSON object for machines.");

    /** All, in the order of the reference page. */
    static final List<Setting<?>> ALL = List.of(HTTP, HTTP_CERTIFICATE, HTTP_KEY, SIP, RTP, PUBLIC_HOST,
            PUBLIC_URL, DATA, DATABASE, STANDBY, CONFIG, ACCOUNT_SID, AUTH_TOKEN, ALLOW_PRIVATE_URLS, TRUST,
            FALLBACK_SCOPE, SIP_DIGEST, CALLS, CALLS_PER_SECOND, OUTBOUND_CALLS_PER_SECOND, OUTBOUND_CALLS,
            OUTBOUND_QUEUE, TRUNK_CALLS, TRUNK_CALLS_PER_SECOND, TRUNK_MINUTES_PER_DAY, NEW_COUNTRIES_PER_HOUR,
            WORK_WORKERS, WORK_TASK_QUEUES, WORK_OPEN_TASKS, WORK_ATTRIBUTE_CHARACTERS, WORK_INBOX,
            WORK_EVALUATIONS, RETENTION_DAYS, DRAIN_SECONDS, LOG_LEVEL, LOG_FORMAT);

    /** Keys that once were, each with what to do instead. None yet. */
    static final Map<String, String> RETIRED = Map.of();

    private ServerSettings() {}

    private static RoutingLimits widest(RoutingLimits others) {
        return new RoutingLimits(1_000_000, 50_000, others.workflows(), others.activities(), others.channels(),
                5_000_000, 65_536, others.configurationCharacters(), others.nameCharacters(),
                others.channelCapacity(), others.taskTimeout(), others.assignedLife(), others.endedLife(),
                others.assignments());
    }

    /** How far a switch to the fallback reaches (rulings part 1). */
    public enum FallbackScope { REQUEST, CALL, ADDRESS }

    /** How phones prove their password. */
    public enum SipDigest {
        MD5(DigestAlgorithm.MD5),
        SHA256(DigestAlgorithm.SHA_256),
        BOTH(DigestAlgorithm.MD5, DigestAlgorithm.SHA_256);

        private final List<DigestAlgorithm> algorithms;

        SipDigest(DigestAlgorithm... algorithms) {
            this.algorithms = List.of(algorithms);
        }

        /** What is offered, in this order. */
        public List<DigestAlgorithm> algorithms() {
            return algorithms;
        }
    }

    /** What is logged. */
    public enum LogLevel { ERROR, WARNING, INFO, DEBUG }

    /** How it is written. */
    public enum LogFormat { HUMAN, JSON }
}
