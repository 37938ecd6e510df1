package io.strowger.media;

import java.util.List;

/**
 * What a packet of a leg goes through, as a tree that can be printed from a running leg ({@link MediaLeg#describe}).
 *
 * @param node one station, with its present state
 * @param next where packets go from there
 */
public record MediaPath(String node, List<MediaPath> next) {
    /** A station. */
    static MediaPath of(String node, MediaPath... next) {
        return new MediaPath(node, List.of(next));
    }

    /** One line a station, indented by two spaces a level. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        write(out, 0);
        return out.toString();
    }

    private void write(StringBuilder out, int depth) {
        out.repeat("  ", depth).append(node).append('\n');
        next.forEach(child -> child.write(out, depth + 1));
    }
}
