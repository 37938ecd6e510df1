package io.strowger.sip;

/** A user name and a password for digest authentication; printed without the password. */
public record SipCredentials(String username, String password) {
    @Override
    public String toString() {
        return "SipCredentials[" + username + "]";
    }
}
