package io.strowger.sdktest;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/** A private DNS for this test JVM: {@code pbx.example} is this machine. Every other name is resolved as always. */
public final class NamedHosts extends InetAddressResolverProvider {
    static final String NAME = "pbx.example";

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver always = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                return host.equals(NAME) ? Stream.of(InetAddress.getByAddress(NAME, new byte[] {127, 0, 0, 1}))
                        : always.lookupByName(host, policy);
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return always.lookupByAddress(address);
            }
        };
    }

    @Override
    public String name() {
        return "strowger sdktest";
    }
}
