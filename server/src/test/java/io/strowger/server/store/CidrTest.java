package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true", "192.0.2.0/24, 192.0.3.0, false", "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.200, true", "192.0.2.7, 192.0.2.7, true", "192.0.2.7, 192.0.2.6, false",
        "0.0.0.0/0, 203.0.113.1, true", "0.0.0.0/0, ::1, false", "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false"})
    void rangeHoldsExactlyItsAddresses(String range, String address, boolean inside) throws Exception {
        assertEquals(inside, Cidr.parse(range).contains(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "localhost", "carrier.example/24", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.1/24", "192.0.2.0/", "1.2.3",
        "192.0.2.999", "::1/129"})
    void whatIsNoRangeIsRefusedWithItsText(String text) {
        Exception refusal = assertThrows(IllegalArgumentException.class, () -> Cidr.parse(text));
        assertTrue(refusal.getMessage().contains("'" + text + "'"), refusal.getMessage());
    }
}
