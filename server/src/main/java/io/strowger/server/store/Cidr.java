package io.strowger.server.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A range of IP addresses (RFC 4632): {@code 192.0.2.0/24}, {@code 2001:db8::/32}, or one address.
 *
 * @param network its first address
 * @param bits length of the prefix: 0 to 32, or 0 to 128
 */
public record Cidr(InetAddress network, int bits) {
    /** Only what no resolver is asked for: digits, or hex digits with at least one colon. */
    private static final Pattern LITERAL = Pattern.compile("[0-9]+(\\.[0-9]+){3}|[0-9a-fA-F.]*:[0-9a-fA-F.:]*");

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException with one sentence for people
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!LITERAL.matcher(address).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address or a range like 192.0.2.0/24");
        }
        try {
            InetAddress network = InetAddress.getByName(address);
            int widest = network.getAddress().length * 8;
            int bits = slash < 0 ? widest : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > widest) {
                throw new IllegalArgumentException("'" + text + "': the prefix length is not from 0 to " + widest);
            }
            Cidr range = new Cidr(network, bits);
            if (!range.startsAtNetwork()) {
                throw new IllegalArgumentException("'" + text + "': the address has bits behind the prefix of " + bits);
            }
            return range;
        } catch (UnknownHostException | NumberFormatException wrong) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address or a range like 192.0.2.0/24", wrong);
        }
    }

    /** True when the address lies in this range; addresses of the other family never do. */
    public boolean contains(InetAddress address) {
        byte[] theirs = address.getAddress();
        byte[] ours = network.getAddress();
        if (theirs.length != ours.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
            if (((theirs[bit / 8] ^ ours[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean startsAtNetwork() {
        byte[] bytes = network.getAddress();
        for (int bit = bits; bit < bytes.length * 8; bit++) {
            if ((bytes[bit / 8] & 0x80 >> bit % 8) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + bits;
    }
}
