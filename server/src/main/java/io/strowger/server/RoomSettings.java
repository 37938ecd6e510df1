package io.strowger.server;

import io.strowger.assets.AssetsConfig;
import io.strowger.call.CallSettings;
import io.strowger.call.Masking;
import io.strowger.kernel.Failure;
import io.strowger.kernel.HostPort;
import io.strowger.media.MediaConfig;
import io.strowger.server.rest.ApiSettings;
import io.strowger.server.rest.PemIdentity;
import io.strowger.server.http.ClientSettings;
import io.strowger.server.store.DataDirectory;
import io.strowger.sip.SipConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;

/** What each room is opened with: the server's settings in that room's own record. */
record RoomSettings(ServerConfig config) {
    /** A slow application with few calls keeps so many connections. */
    private static final int LEAST_PER_HOST = 256;
    private static final int MOST_PER_HOST = 10_000;
    /** Hosts that may be slow at once before others feel it. */
    private static final int SLOW_HOSTS = 16;
    private static final int MOST_CONNECTIONS = 100_000;

    ApiSettings api() {
        ApiSettings standard = ApiSettings.at(config.addresses().http());
        return new ApiSettings(standard.listen(), config.addresses().publicUrl().map(Object::toString),
                standard.connections(), standard.maxBodyBytes(), standard.requestsPerAccount(),
                config.addresses().tls().map(RoomSettings::identity));
    }

    private static SSLContext identity(ServerConfig.TlsFiles files) {
        try {
            return PemIdentity.load(files.certificates(), files.key());
        } catch (Failure unusable) {
            throw new CommandFailure(ExitCode.CONFIGURATION, unusable.getMessage());
        }
    }

    /** Every call may wait for the same application: fewer connections than calls would fail a healthy slow server. */
    ClientSettings client() {
        int perHost = Math.clamp(config.admission().calls(), LEAST_PER_HOST, MOST_PER_HOST);
        try {
            return new ClientSettings(config.policy().allowPrivateUrls(), perHost,
                    Math.min(MOST_CONNECTIONS, SLOW_HOSTS * perHost), SSLContext.getDefault());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has a default TLS context", missing);
        }
    }

    CallSettings call(HostPort http) {
        String publicUrl = config.addresses().publicUrl().map(Object::toString)
                .orElseGet(() -> config.addresses().url(http));
        return new CallSettings(publicUrl, Masking.DEFAULT,
                CallSettings.Failover.valueOf(config.policy().fallbackScope().name()), false,
                config.admission().outbound());
    }

    AssetsConfig assets(DataDirectory data) {
        return AssetsConfig.defaults(data.path().resolve("assets"));
    }

    MediaConfig media(DataDirectory data) {
        ServerConfig.Addresses addresses = config.addresses();
        return MediaConfig.defaults(address(addresses.rtp().host()), addresses.rtp().from(), addresses.rtp().to(),
                data.recordings()).advertising(address(addresses.publicHost()));
    }

    SipConfig sip() {
        HostPort sip = config.addresses().sip();
        return SipConfig.on(new InetSocketAddress(address(sip.host()), sip.port()), config.addresses().publicHost());
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new CommandFailure(ExitCode.CONFIGURATION, "the host '" + host + "' does not resolve");
        }
    }
}
