package io.strowger.kernel;

/** Why an HTTP exchange brought no answer (requirement 1.14, 1.15), each with its documented code. */
public enum FetchTrouble {
    INVALID_URL(ErrorCode.INVALID_URL),
    FORBIDDEN_ADDRESS(ErrorCode.ADDRESS_FORBIDDEN),
    BAD_HOST_NAME(ErrorCode.BAD_HOST_NAME),
    CONNECT_FAILED(ErrorCode.CONNECTION_FAILED),
    CONNECT_TIMEOUT(ErrorCode.CONNECTION_FAILED),
    READ_TIMEOUT(ErrorCode.RETRIEVAL_FAILED),
    TOTAL_TIMEOUT(ErrorCode.RETRIEVAL_FAILED),
    TLS_FAILED(ErrorCode.TLS_FAILED),
    CERTIFICATE_INVALID(ErrorCode.CERTIFICATE_INVALID),
    CERTIFICATE_NAME(ErrorCode.CERTIFICATE_NAME),
    CERTIFICATE_EXPIRED(ErrorCode.CERTIFICATE_EXPIRED),
    PROTOCOL(ErrorCode.PROTOCOL_VIOLATION),
    TOO_LARGE(ErrorCode.DOCUMENT_TOO_LARGE),
    TOO_MANY_REDIRECTS(ErrorCode.TOO_MANY_REDIRECTS),
    BAD_OVERRIDE(ErrorCode.BAD_OVERRIDE),
    EDGE_UNSUPPORTED(ErrorCode.EDGE_UNSUPPORTED),
    EDGE_FORBIDDEN(ErrorCode.EDGE_FORBIDDEN),
    BAD_RETRY_POLICY(ErrorCode.BAD_RETRY_POLICY);

    private final ErrorCode code;

    FetchTrouble(ErrorCode code) {
        this.code = code;
    }

    /** The code of the notification it leads to. */
    public ErrorCode code() {
        return code;
    }

    /** True when the same request may succeed a little later: the network or the server failed, not the request. */
    public boolean mayPass() {
        return switch (code) {
            case CONNECTION_FAILED, RETRIEVAL_FAILED, BAD_HOST_NAME, TLS_FAILED, CERTIFICATE_INVALID, CERTIFICATE_NAME,
                    CERTIFICATE_EXPIRED, PROTOCOL_VIOLATION ->
                true;
            default -> false;
        };
    }
}
