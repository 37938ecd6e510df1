package io.strowger.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strowger.server.http.AddressPolicy.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Special-purpose addresses of RFC 6890, and addresses that hide in others. */
class AddressPolicyTest {
    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, PUBLIC", "1.1.1.1, PUBLIC", "172.15.255.255, PUBLIC", "172.32.0.0, PUBLIC", "100.63.255.255, PUBLIC",
        "100.128.0.0, PUBLIC", "223.255.255.255, PUBLIC", "169.253.0.1, PUBLIC", "198.17.0.1, PUBLIC",
        "127.0.0.1, LOOPBACK", "127.255.255.254, LOOPBACK", "::1, LOOPBACK",
        "10.0.0.1, PRIVATE", "172.16.0.1, PRIVATE", "172.31.255.255, PRIVATE", "192.168.1.1, PRIVATE",
        "100.64.0.1, PRIVATE", "100.127.255.255, PRIVATE", "192.0.0.8, PRIVATE", "192.0.2.1, PRIVATE",
        "198.18.0.1, PRIVATE", "198.19.255.255, PRIVATE", "198.51.100.7, PRIVATE", "203.0.113.7, PRIVATE",
        "0.0.0.0, NEVER", "0.1.2.3, NEVER", "169.254.169.254, NEVER", "169.254.0.1, NEVER", "224.0.0.1, NEVER",
        "239.255.255.255, NEVER", "240.0.0.1, NEVER", "255.255.255.255, NEVER", "100.100.100.200, NEVER",
        "192.0.0.192, NEVER",
        "2606:4700::1111, PUBLIC", "2001:4860:4860::8888, PUBLIC",
        "fc00::1, PRIVATE", "fdff::1, PRIVATE", "2001:db8::1, PRIVATE", "64:ff9b:1::1, PRIVATE",
        "::, NEVER", "fe80::1, NEVER", "febf::1, NEVER", "fec0::1, NEVER", "ff02::1, NEVER", "fd00:ec2::254, NEVER",
        "100::1, NEVER", "2001::1, NEVER", "4000::1, NEVER",
        "::ffff:127.0.0.1, LOOPBACK", "::ffff:10.1.2.3, PRIVATE", "::ffff:8.8.8.8, PUBLIC", "::7f00:1, LOOPBACK",
        "64:ff9b::7f00:1, LOOPBACK", "64:ff9b::a9fe:a9fe, NEVER", "64:ff9b::808:808, PUBLIC",
        "2002:7f00:1::1, LOOPBACK", "2002:0a00:1::, PRIVATE", "2002:808:808::1, PUBLIC", "::ffff:0:7f00:1, LOOPBACK"})
    void anAddressIsKnownForWhatItIs(String literal, Kind kind) throws UnknownHostException {
        InetAddress address = InetAddress.getByName(literal);
        assertEquals(kind, AddressPolicy.kind(address));
        assertEquals(kind == Kind.PUBLIC, new AddressPolicy(false).allows(address));
        assertEquals(kind != Kind.NEVER, new AddressPolicy(true).allows(address));
    }
}
