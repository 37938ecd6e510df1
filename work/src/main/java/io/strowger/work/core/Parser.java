package io.strowger.work.core;

import io.strowger.work.core.Lexer.Kind;
import io.strowger.work.core.Lexer.Token;
import io.strowger.work.core.Operator.Manner;
import io.strowger.work.core.Path.Step;
import io.strowger.work.core.Syntax.Operand;
import java.util.ArrayList;
import java.util.List;

/**
 * The grammar, by recursive descent; each method is named after its rule in {@code docs/work-distribution.md}. AND
 * binds tighter than OR. One strand.
 */
final class Parser {
    private static final String OPERAND = "a text, a number, true, false, null, a list or a name";
    private static final String COMPARISON = "a comparison (== != < <= > >= CONTAINS HAS IN NOT IN)";
    private static final int INDEX_DIGITS = 6;

    private final Lexer lexer;
    private final Names names;
    private final ExprOptions options;
    private Token token;
    private int depth;

    Parser(String text, Scope scope, ExprOptions options) {
        if (text.length() > options.maxLength()) {
            throw new ExpressionError(options.maxLength() + 1, "the expression has " + text.length()
                    + " characters, " + options.maxLength() + " are allowed");
        }
        this.lexer = new Lexer(text);
        this.names = new Names(scope);
        this.options = options;
        this.token = lexer.next();
    }

    /** The whole text as an expression. */
    Syntax expression() {
        Syntax whole = or();
        if (token.kind() != Kind.END) {
            throw unexpected("AND, OR or the end of the expression");
        }
        return whole;
    }

    private Syntax or() {
        Syntax first = and();
        if (!token.isWord("OR")) {
            return first;
        }
        List<Syntax> parts = new ArrayList<>(List.of(first));
        while (token.isWord("OR")) {
            advance();
            parts.add(and());
        }
        return new Syntax.Or(List.copyOf(parts));
    }

    private Syntax and() {
        Syntax first = unary();
        if (!token.isWord("AND")) {
            return first;
        }
        List<Syntax> parts = new ArrayList<>(List.of(first));
        while (token.isWord("AND")) {
            advance();
            parts.add(unary());
        }
        return new Syntax.And(List.copyOf(parts));
    }

    private Syntax unary() {
        if (!token.isWord("NOT")) {
            return primary();
        }
        advance();
        if (token.isWord("NOT")) {
            throw unexpected("a comparison or '(' after NOT");
        }
        return new Syntax.Not(primary());
    }

    private Syntax primary() {
        if (!token.is("(")) {
            return comparison();
        }
        deeper();
        advance();
        Syntax inner = or();
        if (!token.is(")")) {
            throw unexpected("AND, OR or ')'");
        }
        advance();
        depth--;
        return inner;
    }

    private Syntax comparison() {
        Operand left = operand("'(', " + OPERAND);
        Operator operator = operator();
        Operand right = operand(OPERAND);
        Manner manner = new Manner(options.lenientNumbers(), namesDay(left) || namesDay(right));
        return new Syntax.Comparison(left, operator, right, manner);
    }

    /** Days of the week are written in either case; the documentation itself does both. */
    private static boolean namesDay(Operand operand) {
        return switch (operand) {
            case Syntax.Constant constant -> false;
            case Syntax.Reading(var path) -> path.fact().filter(fact -> fact == Fact.DAY_OF_WEEK).isPresent();
            case Syntax.ListOf(var elements) -> elements.stream().anyMatch(Parser::namesDay);
        };
    }

    private Operator operator() {
        Operator operator = switch (token.kind()) {
            case SYMBOL -> symbolic();
            case NAME -> worded();
            case TEXT, NUMBER, END -> throw unexpected(COMPARISON);
        };
        advance();
        return operator;
    }

    private Operator symbolic() {
        return switch (token.text()) {
            case "==", "=" -> Operator.EQUAL;
            case "!=" -> Operator.DIFFERENT;
            case "<" -> Operator.LESS;
            case "<=" -> Operator.AT_MOST;
            case ">" -> Operator.GREATER;
            case ">=" -> Operator.AT_LEAST;
            case ">-" -> Operator.HAS;
            case "<-" -> Operator.IN;
            default -> throw unexpected(COMPARISON);
        };
    }

    private Operator worded() {
        if (token.isWord("NOT")) {
            advance();
            if (!token.isWord("IN")) {
                throw unexpected("IN after NOT");
            }
            return Operator.NOT_IN;
        }
        return token.isWord("CONTAINS") ? Operator.CONTAINS : token.isWord("HAS") ? Operator.HAS
                : token.isWord("IN") ? Operator.IN : refuse(COMPARISON);
    }

    private Operand operand(String expected) {
        return switch (token.kind()) {
            case TEXT, NUMBER -> constant(token.value());
            case NAME -> named(expected);
            case SYMBOL -> token.is("[") ? list() : refuse(expected);
            case END -> throw unexpected(expected);
        };
    }

    private Operand constant(Value value) {
        advance();
        return new Syntax.Constant(value);
    }

    private Operand named(String expected) {
        if (token.isWord("true") || token.isWord("false")) {
            return constant(Value.bool(token.isWord("true")));
        }
        if (token.isWord("null")) {
            return constant(Value.NULL);
        }
        for (String keyword : List.of("AND", "OR", "NOT", "IN", "HAS", "CONTAINS")) {
            if (token.isWord(keyword)) {
                throw unexpected(expected);
            }
        }
        return new Syntax.Reading(path());
    }

    private Operand list() {
        deeper();
        advance();
        List<Operand> elements = new ArrayList<>();
        if (!token.is("]")) {
            elements.add(operand(OPERAND + ", or ']'"));
            while (token.is(",")) {
                advance();
                if (elements.size() >= options.maxList()) {
                    throw new ExpressionError(token.column(), "the list has more than " + options.maxList()
                            + " elements");
                }
                elements.add(operand(OPERAND));
            }
        }
        if (!token.is("]")) {
            throw unexpected("',' or ']'");
        }
        advance();
        depth--;
        if (elements.stream().allMatch(Syntax.Constant.class::isInstance)) {
            return new Syntax.Constant(new Value.Items(elements.stream()
                    .map(element -> ((Syntax.Constant) element).value()).toList()));
        }
        return new Syntax.ListOf(List.copyOf(elements));
    }

    private Path path() {
        int column = token.column();
        List<Step> steps = new ArrayList<>(List.of(new Step.Name(token.text())));
        advance();
        while (token.is(".") || token.is("[")) {
            boolean dot = token.is(".");
            advance();
            if (dot && token.kind() != Kind.NAME) {
                throw unexpected("a name after '.'");
            }
            steps.add(dot ? new Step.Name(token.text()) : index());
            advance();
            if (!dot && !token.is("]")) {
                throw unexpected("']'");
            }
            if (!dot) {
                advance();
            }
        }
        return names.resolve(column, steps);
    }

    private Step index() {
        boolean digits = token.kind() == Kind.NUMBER && token.text().chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || token.text().length() > INDEX_DIGITS) {
            throw unexpected("a place in an array: a whole number from 0 to 999999");
        }
        return new Step.Index(Integer.parseInt(token.text()));
    }

    /** A name alone, and nothing after it: known workers. */
    Path pathAlone() {
        Path path = pathNext();
        if (token.kind() != Kind.END) {
            throw unexpected("the end after the name");
        }
        return path;
    }

    /** The next name: keys of an order. */
    Path pathNext() {
        if (token.kind() != Kind.NAME) {
            throw unexpected("a name");
        }
        return path();
    }

    /** The token that is next. */
    Token token() {
        return token;
    }

    void advance() {
        token = lexer.next();
    }

    private void deeper() {
        if (++depth > options.maxDepth()) {
            throw new ExpressionError(token.column(), "more than " + options.maxDepth()
                    + " parentheses and lists inside each other");
        }
    }

    ExpressionError unexpected(String expected) {
        return new ExpressionError(token.column(), "found " + token.shown() + ", expected " + expected);
    }

    private <T> T refuse(String expected) {
        throw unexpected(expected);
    }
}
