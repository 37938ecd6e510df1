package io.strowger.server.store;

import io.strowger.kernel.BadSettings;
import io.strowger.kernel.Settings.Trouble;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with a file, as far as anybody wants to read it: the first hundred are kept, the others counted, and
 * with ten thousand the reading ends, as a text made for that could go on for ever. One strand.
 */
public final class Troubles extends AbstractList<Trouble> {
    static final int KEPT = 100;
    static final int MOST = 10_000;
    private static final int LONGEST = 1_000;

    private final String file;
    private final List<Trouble> kept = new ArrayList<>();
    private int more;

    /** @param file the place of the sentence that tells how many more there are */
    public Troubles(String file) {
        this.file = file;
    }

    /**
     * One more.
     *
     * @throws BadSettings when there are too many to go on
     */
    @Override
    public boolean add(Trouble trouble) {
        if (kept.size() < KEPT) {
            kept.add(trouble.sentence().length() <= LONGEST ? trouble : new Trouble(trouble.place(),
                    trouble.sentence().substring(0, LONGEST) + " ..."));
            return true;
        }
        if (++more >= MOST) {
            throw refusal();
        }
        return true;
    }

    @Override
    public Trouble get(int index) {
        return kept.get(index);
    }

    @Override
    public int size() {
        return kept.size();
    }

    /** Those that are kept, and how many more there are. */
    public BadSettings refusal() {
        List<Trouble> told = new ArrayList<>(kept);
        if (more > 0) {
            told.add(new Trouble(file, "and " + more + " more" + (more < MOST ? "" : ", where the reading ended")));
        }
        return new BadSettings(told);
    }

    /**
     * The end of a reading.
     *
     * @throws BadSettings when there is any
     */
    public void end() {
        if (!kept.isEmpty()) {
            throw refusal();
        }
    }
}
