package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The grammar under random texts, the seed fixed: an expression or an {@link ExpressionError}, never anything else. */
class ExprFuzzTest {
    private static final int TEXTS = 10_000;
    private static final List<String> PIECES = List.of("a", "b.c", "task.", "worker.level", "taskrouter.dayOfWeek",
            "workers.available", "(", ")", "[", "]", ",", ".", "==", "=", "!=", "<", "<=", ">", ">=", ">-", "<-", "-",
            "AND", "or", "NOT", "IN", "has", "CONTAINS", "true", "null", "'x'", "\"y\"", "'", "\"", "\\", "0800", "5",
            "1.5", ".5", "1e9", "-3", "[1]", "é", "😀", "\u0000", "\n", " ", "&&", "x-y");

    private final Random random = new Random(20_251_125);

    @Test
    void randomPiecesGiveAnExpressionOrAnErrorWithAColumn() {
        int accepted = 0;
        for (int i = 0; i < TEXTS; i++) {
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(12); piece >= 0; piece--) {
                text.append(PIECES.get(random.nextInt(PIECES.size()))).append(random.nextBoolean() ? " " : "");
            }
            accepted += tried(text.toString()) ? 1 : 0;
        }
        assertTrue(accepted > 5 && accepted < TEXTS / 2, accepted + " accepted");
    }

    @Test
    void randomCharactersGiveAnExpressionOrAnErrorWithAColumn() {
        int accepted = 0;
        for (int i = 0; i < TEXTS; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                text.append((char) (random.nextInt(10) == 0 ? random.nextInt(0x10000) : random.nextInt(0x80)));
            }
            accepted += tried(text.toString()) ? 1 : 0;
        }
        assertTrue(accepted < TEXTS, accepted + " accepted");
    }

    @Test
    void mutatedExpressionsGiveAnExpressionOrAnErrorWithAColumn() {
        List<String> valid = ExpressionTableTest.rows().stream().filter(row -> !row.isError())
                .map(ExpressionTableTest.Row::expression).toList();
        int accepted = 0;
        for (int i = 0; i < TEXTS; i++) {
            StringBuilder text = new StringBuilder(valid.get(random.nextInt(valid.size())));
            for (int change = random.nextInt(3); change >= 0; change--) {
                mutate(text);
            }
            accepted += tried(text.toString()) ? 1 : 0;
        }
        assertTrue(accepted > TEXTS / 20 && accepted < TEXTS, accepted + " accepted");
    }

    private void mutate(StringBuilder text) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + 1 + random.nextInt(4));
        String piece = PIECES.get(random.nextInt(PIECES.size()));
        switch (random.nextInt(4)) {
            case 0 -> text.delete(at, end);
            case 1 -> text.insert(at, piece);
            case 2 -> text.replace(at, end, piece);
            default -> text.insert(at, text.substring(at, end));
        }
    }

    /** Parses in every scope; what is accepted is evaluated, printed and parsed again. True when one scope accepted. */
    private boolean tried(String text) {
        boolean accepted = false;
        for (Scope scope : Scope.values()) {
            try {
                Expr expr = Expr.parse(text, scope);
                accepted = true;
                assertEquals(expr, Expr.parse(expr.toString(), scope), text);
                assertEquals(expr.matches(GivenFacts.NOTHING), expr.explain(GivenFacts.NOTHING).matches(), text);
            } catch (ExpressionError error) {
                assertTrue(error.column() >= 1 && error.column() <= text.length() + 1, text + ": " + error);
            }
        }
        return accepted;
    }

    @Test
    void whatExplainsAgreesWithWhatDecidesAndWhatIsPrintedMeansTheSame() {
        int held = 0;
        for (int i = 0; i < TEXTS; i++) {
            boolean lenient = random.nextInt(4) == 0;
            ExprOptions options = new ExprOptions(16_384, 64, 1000, lenient);
            String text = expression(3);
            Expr expr = Expr.parse(text, Scope.TARGET, options);
            Expr printed = Expr.parse(expr.toString(), Scope.TARGET, options);
            assertEquals(expr, printed, text);
            for (int facts = 0; facts < 4; facts++) {
                GivenFacts given = facts();
                boolean matches = expr.matches(given);
                Explanation why = expr.explain(given);
                held += matches ? 1 : 0;
                assertEquals(matches, why.matches(), () -> text + " of " + given);
                assertEquals(matches, printed.matches(given), () -> text + " of " + given);
                assertTrue(!matches || why.misses().isEmpty(), () -> text + " of " + given);
                assertTrue(why.comparisons().containsAll(why.misses()), () -> text + " of " + given);
            }
        }
        assertTrue(held > TEXTS / 2 && held < TEXTS * 7 / 2, held + " of " + TEXTS * 4 + " held");
    }

    private String expression(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return operand(true) + " " + List.of("==", "!=", "<", "<=", ">", ">=", "CONTAINS", "HAS", "IN", "NOT IN")
                    .get(random.nextInt(10)) + " " + operand(true);
        }
        return switch (random.nextInt(5)) {
            case 0, 1 -> expression(depth - 1) + " AND " + expression(depth - 1);
            case 2, 3 -> "(" + expression(depth - 1) + " OR " + expression(depth - 1) + ")";
            default -> "NOT (" + expression(depth - 1) + ")";
        };
    }

    private String operand(boolean list) {
        return switch (random.nextInt(list ? 10 : 7)) {
            case 0 -> "'" + word() + "'";
            case 1 -> String.valueOf(random.nextInt(7) - 2);
            case 2 -> random.nextInt(3) == 0 ? "null" : random.nextBoolean() ? "true" : "1.5";
            case 3 -> "taskrouter.dayOfWeek";
            case 4, 5 -> "worker." + word();
            case 6 -> "task." + word() + "[" + random.nextInt(2) + "]";
            default -> {
                StringBuilder items = new StringBuilder("[");
                for (int i = random.nextInt(12); i > 0; i--) {
                    items.append(operand(false)).append(i > 1 ? ", " : "");
                }
                yield items + "]";
            }
        };
    }

    private String word() {
        return List.of("a", "b", "ab", "MON", "x").get(random.nextInt(5));
    }

    private GivenFacts facts() {
        return GivenFacts.of("{\"utc\":\"Mon 1200\",\"worker\":" + object() + ",\"task\":" + object() + "}");
    }

    private String object() {
        return "{\"a\":" + value(2) + ",\"b\":" + value(2) + ",\"ab\":" + value(2) + "}";
    }

    private String value(int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 9)) {
            case 0 -> "null";
            case 1 -> String.valueOf(random.nextBoolean());
            case 2 -> String.valueOf(random.nextInt(7) - 2);
            case 3 -> "\"" + (random.nextInt(7) - 2) + "\"";
            case 4 -> "1.5";
            case 5 -> "\"" + word() + "\"";
            default -> "[" + value(depth - 1) + "," + value(depth - 1) + "]";
        };
    }
}
