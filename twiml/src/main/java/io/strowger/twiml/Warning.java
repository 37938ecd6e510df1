package io.strowger.twiml;

import io.strowger.kernel.ErrorCode;

/**
 * Something in a document that was skipped or replaced; the rest runs.
 *
 * @param code usually {@link ErrorCode#SCHEMA_WARNING} (12200)
 * @param message names the thing, the place and the rule, in one sentence
 * @param at where it stands
 */
public record Warning(ErrorCode code, String message, Position at) {}
