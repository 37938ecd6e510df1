package io.strowger.server.api;

import io.strowger.kernel.ErrorCode;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.Account;
import io.strowger.server.store.NumberPool;
import io.strowger.server.store.PhoneNumber;
import io.strowger.server.store.PoolNumber;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The installation's free numbers: {@code ~/AvailablePhoneNumbers}, and our own {@code /strowger/v1/NumberPool}, by
 * which the master account puts numbers in and takes them out (docs/accounts.md).
 */
public final class AvailableNumberResources {
    private static final Param<String> AREA = Param.of("AreaCode", "three digits", value -> checked(value, "[0-9]{3}"));
    private static final Param<String> CONTAINS =
            Param.of("Contains", "digits, with * for any digit", NumberResources::pattern);
    private static final Param<String> REGION = Param.text("InRegion", 100);
    private static final Param<String> LOCALITY = Param.text("InLocality", 100);
    private static final Param<Boolean> VOICE = Param.bool("VoiceEnabled");
    private static final List<Param<Boolean>> LACKING =
            List.of(Param.bool("SmsEnabled"), Param.bool("MmsEnabled"), Param.bool("FaxEnabled"));
    /** No number here asks for an address or is on trial: these narrow nothing. */
    private static final List<Param<?>> IDLE = List.of(Param.bool("ExcludeAllAddressRequired"),
            Param.bool("ExcludeLocalAddressRequired"), Param.bool("ExcludeForeignAddressRequired"), Param.bool("Beta"));
    /** What is not known of a number: a search by it is refused, as it would answer wrongly. */
    private static final List<Param<?>> UNKNOWN = List.of(Param.text("NearNumber"), Param.text("NearLatLong"),
            Param.text("Distance"), Param.text("InPostalCode"), Param.text("InRateCenter"), Param.text("InLata"));

    private static final Param<String> POOL_KIND = Param.oneOf("Kind", "local", "mobile", "toll-free");
    private static final Param<String> POOL_COUNTRY = Param.of("Country", "two letters (ISO 3166)",
            value -> checked(value.toUpperCase(Locale.ROOT), "[A-Z]{2}"));
    private static final Param<String> POOL_REGION = Param.text("Region", 100);
    private static final Param<String> POOL_LOCALITY = Param.text("Locality", 100);

    private final StoredResources stored;
    private final NumberPool pool;

    /** Of this pool. */
    public AvailableNumberResources(StoredResources stored, NumberPool pool) {
        this.stored = stored;
        this.pool = pool;
    }

    private record Country(String code, String base) {
        String path() {
            return base + "/AvailablePhoneNumbers/" + code;
        }
    }

    private static final Representation<Country> COUNTRY = Representation.<Country>v2010("AvailablePhoneNumberCountry")
            .text("country_code", Country::code)
            .text("country", country -> Locale.of("", country.code()).getDisplayCountry(Locale.ENGLISH))
            .uri(Country::path)
            .bool("beta", country -> false)
            .subresources(AvailableNumberResources::parts);

    private record Countries(List<Country> all, String base) {}

    /** The one list of the original that has no pages. */
    private static final Representation<Countries> COUNTRIES =
            Representation.<Countries>v2010("AvailablePhoneNumberCountries")
                    .each("countries", COUNTRY, Countries::all)
                    .uri(countries -> countries.base() + "/AvailablePhoneNumbers");

    private static final Representation<PoolNumber> NUMBER = number("AvailablePhoneNumber");

    private static final Representation<PoolNumber> POOLED = Representation.<PoolNumber>v1("PoolNumber")
            .text("phone_number", PoolNumber::number)
            .text("kind", number -> NumberResources.word(number.kind()))
            .text("country", PoolNumber::country)
            .text("region", PoolNumber::region)
            .text("locality", PoolNumber::locality)
            .url(number -> "/strowger/v1/NumberPool/" + number.number());

    private static Representation<PoolNumber> number(String name) {
        return Representation.<PoolNumber>v2010(name)
                .text("friendly_name", number -> Wire.national(number.number()))
                .text("phone_number", PoolNumber::number)
                .nothing("lata")
                .textOr("locality", number -> filled(number.locality()))
                .nothing("rate_center")
                .nothing("latitude")
                .nothing("longitude")
                .textOr("region", number -> filled(number.region()))
                .nothing("postal_code")
                .text("iso_country", PoolNumber::country)
                .constant("address_requirements", "none")
                .bool("beta", number -> false)
                .json("capabilities", "object", number -> NumberResources.capabilities());
    }

    private static Optional<String> filled(String text) {
        return Optional.of(text).filter(value -> !value.isEmpty());
    }

    private static String checked(String value, String pattern) {
        if (!value.matches(pattern)) {
            throw new IllegalArgumentException(value);
        }
        return value;
    }

    private static Map<String, String> parts(Country country) {
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("local", country.path() + "/Local");
        paths.put("mobile", country.path() + "/Mobile");
        paths.put("toll_free", country.path() + "/TollFree");
        return paths;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.fetch("ListAvailablePhoneNumberCountry", "~/AvailablePhoneNumbers", COUNTRIES,
                        call -> Optional.of(new Countries(countries(call), Wire.account(call.account()))))
                        .with(Param.bool("Beta")),
                Operation.fetch("FetchAvailablePhoneNumberCountry", "~/AvailablePhoneNumbers/{CountryCode}", COUNTRY,
                        call -> countries(call).stream()
                                .filter(country -> country.code().equals(call.path("CountryCode"))).findFirst()),
                free("Local", PhoneNumber.Kind.LOCAL),
                free("Mobile", PhoneNumber.Kind.MOBILE),
                free("TollFree", PhoneNumber.Kind.TOLL_FREE),
                Operation.create("CreatePoolNumber", "/strowger/v1/NumberPool", POOLED, this::put)
                        .with(NumberResources.NUMBER.required(), POOL_KIND, POOL_COUNTRY.required(), POOL_REGION,
                                POOL_LOCALITY)
                        .summary("Puts a number into the installation's pool; the master account's alone."),
                Operation.list("ListPoolNumber", "/strowger/v1/NumberPool", "numbers", POOLED, this::pooled),
                Operation.fetch("FetchPoolNumber", "/strowger/v1/NumberPool/{Number}", POOLED, call -> {
                    master(call);
                    return pool.find(call.path("Number"));
                }),
                Operation.delete("DeletePoolNumber", "/strowger/v1/NumberPool/{Number}", call -> {
                    master(call);
                    return stored.change(call, change -> pool.remove(change, call.account(), call.path("Number")));
                }));
    }

    private Operation free(String name, PhoneNumber.Kind kind) {
        return Operation.list("ListAvailablePhoneNumber" + name, "~/AvailablePhoneNumbers/{CountryCode}/" + name,
                        "available_phone_numbers", NUMBER, call -> free(call, kind))
                .with(AREA, CONTAINS, REGION, LOCALITY, VOICE).with(List.copyOf(LACKING)).with(IDLE).with(UNKNOWN);
    }

    private List<Country> countries(ApiCall call) {
        return pool.countries().stream().map(code -> new Country(code, Wire.account(call.account()))).toList();
    }

    private Slice<PoolNumber> free(ApiCall call, PhoneNumber.Kind kind) {
        for (Param<?> param : UNKNOWN) {
            if (call.get(param).isPresent()) {
                throw ApiFailure.notBuilt(404, "Searching numbers by " + param.name(), "");
            }
        }
        boolean lacking = LACKING.stream().anyMatch(param -> call.get(param).orElse(false))
                || !call.get(VOICE).orElse(true);
        if (lacking) {
            return new Slice<>(List.of(), Optional.empty(), Optional.empty());
        }
        if (call.get(AREA).isPresent() && call.get(CONTAINS).isPresent()) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter AreaCode does not go with Contains: say both in Contains.");
        }
        NumberPool.Wanted wanted = new NumberPool.Wanted(call.path("CountryCode"), kind,
                call.get(AREA).map(area -> "1" + area + "%").or(() -> call.get(CONTAINS)).orElse(""),
                call.get(REGION).orElse(""), call.get(LOCALITY).orElse(""));
        PageRequest page = call.page();
        return page.slice(pool.free(wanted, page.back(), from(page), page.skip(), page.fetch()),
                number -> PhoneNumber.digits(number.number()));
    }

    private static String from(PageRequest page) {
        return page.cursor().map(PageRequest.Cursor::key).orElse("");
    }

    private Slice<PoolNumber> pooled(ApiCall call) {
        master(call);
        PageRequest page = call.page();
        return page.slice(pool.all(page.back(), from(page), page.skip(), page.fetch()),
                number -> PhoneNumber.digits(number.number()));
    }

    private PoolNumber put(ApiCall call) {
        master(call);
        String number = call.need(NumberResources.NUMBER);
        PhoneNumber.Kind kind = call.get(POOL_KIND)
                .map(word -> PhoneNumber.Kind.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')))
                .orElse(PhoneNumber.kind(number));
        PoolNumber made = new PoolNumber(number, kind, call.need(POOL_COUNTRY), call.get(POOL_REGION).orElse(""),
                call.get(POOL_LOCALITY).orElse(""));
        stored.change(call, change -> pool.put(change, call.account(), made));
        return made;
    }

    /** The pool is the installation's: to every other account it is as if it were not there. */
    private void master(ApiCall call) {
        if (stored.store().inventory().account(call.account()).filter(Account::master).isEmpty()) {
            throw call.notFound();
        }
    }
}
