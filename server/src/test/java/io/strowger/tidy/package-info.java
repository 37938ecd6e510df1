/** The house rules as a test: {@code STYLE.md} says why each exists. */
package io.strowger.tidy;
