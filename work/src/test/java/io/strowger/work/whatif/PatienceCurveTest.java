package io.strowger.work.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** How long callers would have waited who were served before (issue 4, what-if). */
class PatienceCurveTest {
    /** Six callers: left at 10 and 30, served at 20, left at 40, served at 50 and 60. */
    private static PatienceCurve curve() {
        PatienceCurve curve = new PatienceCurve();
        curve.add(20_000, false);
        curve.add(10_000, true);
        curve.add(40_000, true);
        curve.add(30_000, true);
        curve.add(60_000, false);
        curve.add(50_000, false);
        curve.build();
        return curve;
    }

    @Test
    void sharesAreThoseOfKaplanAndMeier() {
        // there after 10 s: 5/6; after 30 s, as one was served before: 5/6 * 3/4 = 5/8; after 40 s: 5/8 * 2/3 = 5/12
        PatienceCurve curve = curve();
        assertEquals(10_000, curve.draw(-1, 0.84));
        assertEquals(30_000, curve.draw(-1, 0.83));
        assertEquals(30_000, curve.draw(-1, 0.63));
        assertEquals(40_000, curve.draw(-1, 0.62));
        assertEquals(40_000, curve.draw(-1, 0.42));
        assertEquals(Long.MAX_VALUE, curve.draw(-1, 0.41), "five in twelve are never seen to leave");
    }

    @Test
    void whoHasWaitedLongerHasThePatienceOfThoseWhoDid() {
        PatienceCurve curve = curve();
        assertEquals(40_000, curve.draw(35_000, 0.99), "of those there after 35 s a third leaves at 40");
        assertEquals(40_000, curve.draw(35_000, 0.67));
        assertEquals(Long.MAX_VALUE, curve.draw(35_000, 0.66));
        assertEquals(Long.MAX_VALUE, curve.draw(40_000, 0.99));
    }

    @Test
    void whereNobodyEverLeftNobodyWill() {
        PatienceCurve curve = new PatienceCurve();
        curve.add(5_000, false);
        curve.build();
        assertEquals(Long.MAX_VALUE, curve.draw(-1, 0));
    }
}
