/**
 * What-if: a stretch of a workspace's journal, or a generated day, is run again under another workflow. Pure and
 * deterministic like {@code work.core}, whose router it drives: the same record, change and seed give the same report.
 */
package io.strowger.work.whatif;
