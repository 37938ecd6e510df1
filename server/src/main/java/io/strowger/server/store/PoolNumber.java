package io.strowger.server.store;

/**
 * A number of the installation, whether or not an account has it.
 *
 * @param number E.164 with plus
 * @param country two letters (ISO 3166)
 * @param region state or province; may be empty
 * @param locality town; may be empty
 */
public record PoolNumber(String number, PhoneNumber.Kind kind, String country, String region, String locality) {}
