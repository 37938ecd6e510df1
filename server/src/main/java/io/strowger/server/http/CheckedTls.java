package io.strowger.server.http;

import io.strowger.kernel.FetchTrouble;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * TLS towards application servers: TLS 1.2 or newer, chain and host name always verified, and every way it can fail
 * told apart. Whether the host is named in the ClientHello (the {@code sni} override) is fixed per connection pool, as
 * a pooled connection keeps what it was made with.
 */
final class CheckedTls implements TlsSocketStrategy {
    private final SSLContext context;
    private final boolean sendServerName;
    private final DefaultHostnameVerifier verifier = new DefaultHostnameVerifier();

    CheckedTls(SSLContext context, boolean sendServerName) {
        this.context = context;
        this.sendServerName = sendServerName;
    }

    /** A handshake that failed, with its verdict. */
    static final class TlsFailure extends IOException {
        private final FetchTrouble trouble;

        TlsFailure(FetchTrouble trouble, IOException cause) {
            super(cause);
            this.trouble = trouble;
        }

        FetchTrouble trouble() {
            return trouble;
        }
    }

    @Override
    public SSLSocket upgrade(Socket plain, String host, int port, Object attachment, HttpContext exchange)
            throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
        try {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            String name = bare(host);
            boolean literal = name.contains(":") || name.matches("[0-9.]+");
            parameters.setServerNames(sendServerName && !literal ? List.of(new SNIHostName(name)) : List.of());
            socket.setSSLParameters(parameters);
            socket.startHandshake(); // the connection operator has set the connect timeout on the socket
            if (!verifier.verify(name, socket.getSession())) {
                throw new SSLPeerUnverifiedException("the certificate is for another host");
            }
            // the JDK does not look at the dates of a certificate that is a trust anchor itself
            ((X509Certificate) socket.getSession().getPeerCertificates()[0]).checkValidity();
            return socket;
        } catch (CertificateException outOfDate) {
            socket.close();
            throw new TlsFailure(FetchTrouble.CERTIFICATE_EXPIRED, new IOException(outOfDate));
        } catch (IOException failure) {
            socket.close();
            throw new TlsFailure(verdict(failure), failure);
        }
    }

    /** Without the brackets of an IPv6 literal and the dot of an absolute name, which certificates do not have. */
    private static String bare(String host) {
        if (host.startsWith("[")) {
            return host.substring(1, host.length() - 1);
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static FetchTrouble verdict(IOException failure) {
        if (failure instanceof SSLPeerUnverifiedException) {
            return FetchTrouble.CERTIFICATE_NAME;
        }
        if (failure instanceof SocketTimeoutException) {
            return FetchTrouble.CONNECT_TIMEOUT;
        }
        FetchTrouble verdict = FetchTrouble.TLS_FAILED;
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++, cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return FetchTrouble.CERTIFICATE_EXPIRED;
            }
            if (cause instanceof CertificateException) {
                verdict = FetchTrouble.CERTIFICATE_INVALID;
            }
        }
        return verdict;
    }
}
