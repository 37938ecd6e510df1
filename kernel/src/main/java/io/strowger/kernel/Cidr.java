package io.strowger.kernel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A network of addresses.
 *
 * @param network its address, bytes in hex: 8 or 32 digits
 * @param bits how many leading bits count
 */
public record Cidr(String network, int bits) {
    private static final Pattern LITERAL =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /** Checks the length. */
    public Cidr {
        if (bits < 0 || bits > network.length() * 4) {
            throw new IllegalArgumentException("has more bits than its address");
        }
    }

    /** Reads {@code 10.0.0.0/8}, {@code fd00::/8} or one address. Names are not resolved. */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        if (!LITERAL.matcher(host).matches()) {
            throw new IllegalArgumentException("is not of the form ADDRESS[/BITS]");
        }
        try {
            byte[] address = InetAddress.getByName(host).getAddress();
            int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
            return new Cidr(HexFormat.of().formatHex(address), bits);
        } catch (UnknownHostException | NumberFormatException invalid) {
            throw new IllegalArgumentException("is not of the form ADDRESS[/BITS]", invalid);
        }
    }

    /** True when the address is inside; an address of the other family never is. */
    public boolean contains(InetAddress address) {
        byte[] mine = HexFormat.of().parseHex(network);
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit & 7);
            if ((mine[bit >> 3] & mask) != (other[bit >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(HexFormat.of().parseHex(network)).getHostAddress() + "/" + bits;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("a network of " + network.length() + " digits", impossible);
        }
    }
}
