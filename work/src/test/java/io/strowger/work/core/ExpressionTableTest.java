package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of expressions ({@code expressions.txt}) with what each must give: work-distribution-api section 2. */
class ExpressionTableTest {
    /** A line of the table. */
    record Row(int line, Scope scope, boolean lenient, String expected, String expression, String facts) {
        ExprOptions options() {
            ExprOptions strict = ExprOptions.DEFAULT;
            return new ExprOptions(strict.maxLength(), strict.maxDepth(), strict.maxList(), lenient);
        }

        Expr parse() {
            return Expr.parse(expression, scope, options());
        }

        boolean isError() {
            return expected.startsWith("error ");
        }
    }

    @TestFactory
    List<DynamicTest> everyExpressionGivesWhatItsRowSays() {
        return rows().stream().map(row -> DynamicTest.dynamicTest(
                row.line() + ": " + row.scope() + " " + row.expression(), () -> check(row))).toList();
    }

    @Test
    void theTableHoldsMoreThanTwoHundredExpressionsAndEveryScopeAndEnding() {
        List<Row> rows = rows();
        assertTrue(rows.size() > 200, rows.size() + " rows");
        for (Scope scope : Scope.values()) {
            for (String ending : List.of("true", "false", "error")) {
                assertTrue(rows.stream().anyMatch(row -> row.scope() == scope && row.expected().startsWith(ending)),
                        scope + " " + ending);
            }
        }
    }

    private static void check(Row row) {
        if (row.isError()) {
            String[] parts = row.expected().split(" ", 3);
            ExpressionError error = assertThrows(ExpressionError.class, row::parse);
            assertTrue(error.getMessage().startsWith("column " + parts[1] + ": "), error.getMessage());
            assertTrue(error.trouble().contains(parts[2]), error.getMessage());
            assertEquals(Integer.parseInt(parts[1]), error.column());
            assertEquals(ErrorCode.PARAMETER_INVALID, error.code());
            return;
        }
        GivenFacts facts = GivenFacts.of(row.facts());
        Expr expr = row.parse();
        assertEquals(Boolean.parseBoolean(row.expected()), expr.matches(facts));
        assertEquals(expr.matches(facts), expr.explain(facts).matches(), "what explains agrees with what decides");
        assertEquals(expr, Expr.parse(expr.toString(), row.scope(), row.options()), "printed and parsed again");
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                ExpressionTableTest.class.getResourceAsStream("expressions.txt"), StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    rows.add(row(number, line));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return rows;
    }

    private static Row row(int number, String line) {
        String[] columns = line.split(" \\| ", 4);
        String[] scope = columns[0].split(" ");
        String expression = columns[2].equals("(nothing)") ? "" : columns[2].equals("(blanks)") ? "   " : columns[2];
        String facts = columns.length > 3 ? columns[3] : "{}";
        return new Row(number, scope[0].equals("filter") ? Scope.TASK_FILTER
                : Scope.valueOf(scope[0].toUpperCase(Locale.ROOT)), scope.length > 1, columns[1].strip(),
                expression, facts);
    }
}
