package io.strowger.kernel;

/** One running thread of control, started by {@link Timeline#spawn}. Any thread may call it. */
public interface Strand {
    /** The name it was started with. */
    String name();

    /** True once its body has returned or thrown. */
    boolean ended();
}
