package io.strowger.server.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which addresses a customer's URL may lead to. An address that carries another one inside (v4-mapped, v4-compatible,
 * NAT64 of RFC 6052, 6to4 of RFC 3056) is judged by the inner one as well. Any thread may call it.
 *
 * @param allowPrivate the setting {@code --allow-private-urls}: loopback and private networks are allowed too
 */
public record AddressPolicy(boolean allowPrivate) {
    /** What an address is, from the special-purpose registries of RFC 6890. */
    public enum Kind {
        /** Globally reachable. */
        PUBLIC,
        /** Private, shared (CGNAT), unique-local, benchmarking and documentation networks. */
        PRIVATE,
        /** This machine. */
        LOOPBACK,
        /** Never a server's: link-local (cloud metadata lives there), multicast, unspecified, reserved, Teredo. */
        NEVER
    }

    /** The cloud metadata services that do not stand on a link-local address. */
    private static final byte[] METADATA_V6 = bytes(0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54);
    private static final byte[] METADATA_ALIBABA = bytes(100, 100, 100, 200);
    private static final byte[] METADATA_ORACLE = bytes(192, 0, 0, 192);

    /** True when a connection to it may be made. */
    public boolean allows(InetAddress address) {
        return switch (kind(address)) {
            case PUBLIC -> true;
            case PRIVATE, LOOPBACK -> allowPrivate;
            case NEVER -> false;
        };
    }

    /** What the address is. */
    public static Kind kind(InetAddress address) {
        byte[] raw = address.getAddress();
        return address instanceof Inet4Address ? kindOfV4(raw) : kindOfV6(raw);
    }

    private static Kind kindOfV4(byte[] a) {
        if (Arrays.equals(a, METADATA_ALIBABA) || Arrays.equals(a, METADATA_ORACLE)) {
            return Kind.NEVER;
        }
        if (in(a, 8, 127)) {
            return Kind.LOOPBACK;
        }
        if (in(a, 8, 0) || in(a, 16, 169, 254) || in(a, 4, 224) || in(a, 4, 240)) {
            return Kind.NEVER;
        }
        boolean special = in(a, 8, 10) || in(a, 12, 172, 16) || in(a, 16, 192, 168) || in(a, 10, 100, 64)
                || in(a, 24, 192, 0, 0) || in(a, 24, 192, 0, 2) || in(a, 15, 198, 18) || in(a, 24, 198, 51, 100)
                || in(a, 24, 203, 0, 113) || in(a, 24, 192, 88, 99);
        return special ? Kind.PRIVATE : Kind.PUBLIC;
    }

    private static Kind kindOfV6(byte[] a) {
        if (Arrays.equals(a, METADATA_V6)) {
            return Kind.NEVER;
        }
        if (Arrays.equals(a, bytes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1))) {
            return Kind.LOOPBACK;
        }
        Optional<byte[]> inner = embedded(a);
        if (inner.isPresent()) {
            return kindOfV4(inner.get());
        }
        if (in(a, 7, 0xfc) || in(a, 32, 0x20, 0x01, 0x0d, 0xb8) || in(a, 48, 0, 0x64, 0xff, 0x9b, 0, 1)) {
            return Kind.PRIVATE;
        }
        boolean teredo = in(a, 32, 0x20, 0x01, 0, 0);
        return in(a, 3, 0x20) && !teredo ? Kind.PUBLIC : Kind.NEVER; // only 2000::/3 is given out (RFC 4291)
    }

    /** The IPv4 address that routers or the kernel would take out of this one. */
    private static Optional<byte[]> embedded(byte[] a) {
        if (in(a, 16, 0x20, 0x02)) {
            return Optional.of(Arrays.copyOfRange(a, 2, 6));
        }
        boolean mapped = in(a, 96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff);
        boolean translated = in(a, 96, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0);
        boolean compatible = in(a, 96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        boolean nat64 = in(a, 96, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0);
        boolean last = mapped || translated || compatible || nat64;
        return last ? Optional.of(Arrays.copyOfRange(a, 12, 16)) : Optional.empty();
    }

    /** True when the first {@code bits} bits are those of the prefix, which may be shorter than they reach. */
    private static boolean in(byte[] address, int bits, int... prefix) {
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            int expected = bit / 8 < prefix.length ? prefix[bit / 8] : 0;
            if ((address[bit / 8] & mask) != (expected & mask)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] bytes(int... values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            out[i] = (byte) values[i];
        }
        return out;
    }

    /** A host name all of whose addresses are forbidden. */
    static final class ForbiddenAddress extends UnknownHostException {
        ForbiddenAddress(String host) {
            super(host);
        }
    }
}
