package io.strowger.sip;

import java.time.Duration;

/** What happens to a registration of ours. */
public sealed interface RegistrationEvent {
    /** The registrar accepted it, for this long. Told at each refresh. */
    record Registered(Duration granted) implements RegistrationEvent {}

    /** The registrar refused or did not answer (408, 503). It is tried again after half a minute. */
    record Failed(int status, String reason) implements RegistrationEvent {}

    /** It was removed by {@link Registration#close}. Nothing follows. */
    record Removed() implements RegistrationEvent {}
}
