package io.strowger.server.api;

import io.strowger.kernel.Cidr;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Secret;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Param;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Parameters that several SIP resources share, and their rules. */
final class SipParams {
    private static final Pattern HOST = Pattern.compile(
            "([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]*[a-z0-9]");
    private static final Pattern SIP_URI = Pattern.compile(
            "sip:([A-Za-z0-9_.!~*'()&=+$,;?/%-]{1,64}@)?"
            + "([A-Za-z0-9]([A-Za-z0-9.-]{0,253}[A-Za-z0-9])?|\\[[0-9a-fA-F:.]+\\])(:[0-9]{1,5})?"
            + "(;[A-Za-z0-9.+_-]+(=[A-Za-z0-9.+_:-]+)?){0,8}");

    private static final int IPV4_BITS = 32;
    private static final int IPV4_LEAST = 8;
    private static final int IPV6_LEAST = 16;

    /** A name for people. */
    static final Param<String> NAME = Param.text("FriendlyName", 255);
    /** An address, v4 or v6. */
    static final Param<String> ADDRESS = Param.of("IpAddress", "an IPv4 or IPv6 address", SipParams::address);
    /** How many of its bits count. */
    static final Param<Integer> PREFIX = Param.integer("CidrPrefixLength", 1, 128);
    /** Lower goes first. */
    static final Param<Integer> PRIORITY = Param.integer("Priority", 0, 65_535);
    /** The share among equals. */
    static final Param<Integer> WEIGHT = Param.integer("Weight", 1, 65_535);
    /** Whether it is used. */
    static final Param<Boolean> ENABLED = Param.bool("Enabled");
    /** Names looked up by number: not built. */
    static final Param<Boolean> CNAM = Param.bool("CnamLookupEnabled");
    /** TLS and SRTP: not built. */
    static final Param<Boolean> SECURE = Param.bool("Secure");
    /** A user name of SIP. */
    static final Param<String> USERNAME = Param.of("Username",
            "a name of 1 to 64 letters, digits and . _ ~ + -", value -> matched(value, "[A-Za-z0-9._~+-]{1,64}"));
    /** Write-only. */
    static final Param<Secret> PASSWORD = Param.of("Password",
            "at least 12 characters with an upper-case letter, a lower-case letter and a digit", SipParams::password);
    /** A host name, in lower case. */
    static final Param<String> DOMAIN_NAME = Param.of("DomainName",
            "a host name with at least one dot, of at most 253 characters, and no address",
            value -> host(value.toLowerCase(Locale.ROOT)));

    private SipParams() {}

    /** A SIP URI of a server; {@code sips} is not spoken. */
    static Param<String> sipUri(String name) {
        return Param.of(name, "a SIP URI like sip:host, sip:user@host:5060 or sip:host;transport=tcp of at most 255"
                + " characters, without headers", value -> {
            if (value.length() > 255 || !SIP_URI.matcher(value).matches()) {
                throw new IllegalArgumentException(value);
            }
            return value;
        });
    }

    /** How many bits an address has; one of IPv4 written as one of IPv6 is one of IPv4. */
    static int bits(String address) {
        return Cidr.parse(address).network().length() * 4;
    }

    /**
     * The prefix of a request, or the address as a whole. A range wider than a provider's own allocation lets in, or
     * draws to a domain, whoever happens to call from there.
     */
    static int prefix(String address, Optional<Integer> given) {
        int bits = bits(address);
        int least = bits == IPV4_BITS ? IPV4_LEAST : IPV6_LEAST;
        int prefix = given.orElse(bits);
        if (prefix < least || prefix > bits) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID, "The parameter CidrPrefixLength is not a whole "
                    + "number from " + least + " to " + bits + ".");
        }
        return prefix;
    }

    /** Refuses what is not built when it is asked for. */
    static void notBuilt(ApiCall call, Param<Boolean> param, String why) {
        if (call.get(param).orElse(false)) {
            throw ApiFailure.notBuilt(404, param.name() + "=true", why);
        }
    }

    /** Refuses names that carriers send calls to, which no account may take for itself. */
    static String free(String host, Set<String> reserved) {
        if (reserved.contains(host)) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter DomainName is not available: it is the installation's own.");
        }
        return host;
    }

    private static String address(String text) {
        boolean four = text.matches("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");
        if (!four && (!text.contains(":") || text.length() > 45)) {
            throw new IllegalArgumentException(text);
        }
        Cidr.parse(text);
        return text;
    }

    private static Secret password(String text) {
        boolean right = text.length() >= 12 && text.length() <= 256 && text.matches("(?s).*[A-Z].*")
                && text.matches("(?s).*[a-z].*") && text.matches("(?s).*[0-9].*");
        if (!right) {
            throw new IllegalArgumentException("too weak");
        }
        return new Secret(text);
    }

    private static String host(String text) {
        return text.length() <= 253 ? matched(text, HOST.pattern()) : matched("", "x");
    }

    private static String matched(String value, String pattern) {
        if (!value.matches(pattern)) {
            throw new IllegalArgumentException(value);
        }
        return value;
    }
}
