package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.server.store.DialingPlan.Risk;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Issue 3, toll-fraud guard; rest-api section 2, "Voice v1". */
class DialingPlanTest {
    private static String of(String number) {
        return DialingPlan.shipped().find(number)
                .map(one -> one.country().iso() + " " + one.risk() + " " + one.prefix()).orElse("none");
    }

    @Test
    void longestPrefixTellsCountryAndRisk() {
        assertEquals("GB LOW 44", of("+441632960100"));
        assertEquals("GB SPECIAL 449", of("+449061234567"));
        assertEquals("GB SPECIAL 4470", of("447012345678"));
        assertEquals("JE LOW 441534", of("+441534 123456"));
        assertEquals("US LOW 1", of("+12125550100"));
        assertEquals("CA LOW 1416", of("+1 (416) 555-0100"));
        assertEquals("JM LOW 1876", of("+18765550100"));
        assertEquals("US SPECIAL 1900", of("+19005550100"));
        assertEquals("KZ LOW 77", of("+77272123456"));
        assertEquals("RU SPECIAL 7809", of("+78091234567"));
        assertEquals("DE SPECIAL 49900", of("+499001234567"));
        assertEquals("FR SPECIAL 3389", of("+33891234567"));
        assertEquals("XS SPECIAL 881", of("+8816123456"));
        assertEquals("XS SPECIAL 870", of("+870773111222"));
        assertEquals("XN SPECIAL 882", of("+88213123456"));
        assertEquals("XN SPECIAL 883", of("+883510123456"));
        assertEquals("XP SPECIAL 979", of("+979112345678"));
        assertEquals("CU TOLL_FRAUD 53", of("+5351234567"));
        assertEquals("VA LOW 3906698", of("+390669812345"));
        assertEquals("none", of("+999123"));
        assertEquals("none", of("anna"));
        assertEquals("none", of(""));
    }

    /** Every code of the plan that is assigned to a country or a network leads somewhere. */
    @Test
    void everyAssignedCountryCodeIsKnown() {
        List<String> codes = List.of(("1 7 20 211 212 213 216 218 220 221 222 223 224 225 226 227"
                + " 228 229 230 231 232 233 234 235 236 "
                + "237 238 239 240 241 242 243 244 245 246 247 248 249 250 251 252 253 254 255 256 257 258 260 261 "
                + "262 263 264 265 266 267 268 269 27 290 291 297 298 299 30 31 32 33 34 350 351 352 353 354 355 "
                + "356 357 358 359 36 370 371 372 373 374 375 376 377 378 379 380 381 382 383 385 386 387 389 39 "
                + "40 41 420 421 423 43 44 45 46 47 48 49 500 501 502 503 504 505 506 507 508 509 51 52 53 54 55 "
                + "56 57 58 590 591 592 593 594 595 596 597 598 599 60 61 62 63 64 65 66 670 6721 6723 673 674 675 "
                + "676 677 678 679 680 681 682 683 685 686 687 688 689 690 691 692 800 808 81 82 84 850 852 853 "
                + "855 856 86 870 878 880 881 882 883 886 888 90 91 92 93 94 95 960 961 962 963 964 965 966 967 "
                + "968 970 971 972 973 974 975 976 977 979 98 992 993 994 995 996 998").split(" "));
        assertEquals(List.of(), codes.stream().filter(code -> of(code).equals("none")).toList());
    }

    @Test
    void countriesAreNamedOnceWithTheirCodes() {
        Set<String> isos = new HashSet<>();
        for (DialingPlan.Country country : DialingPlan.shipped().countries()) {
            assertTrue(isos.add(country.iso()) && country.iso().matches("[A-Z]{2}"), country.iso());
            assertTrue(!country.name().isEmpty() && !country.continent().isEmpty() && !country.codes().isEmpty(),
                    country.iso());
            country.special().forEach(prefix -> assertEquals(
                    country.iso() + " " + Risk.SPECIAL + " " + prefix, of(prefix + "0000000")));
        }
        assertEquals(List.of("1809", "1829", "1849"), DialingPlan.shipped().country("do").orElseThrow().codes());
        assertEquals(Optional.empty(), DialingPlan.shipped().country("QQ"));
    }
}
