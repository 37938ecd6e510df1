package io.strowger.twiml;

/** What can be heard: the verbs that may stand inside Gather. */
public sealed interface Prompt extends Verb permits Say, Play, Pause {}
