/**
 * The HTTP media layer: customers' audio and spoken text, ready for a telephone line and kept. {@link
 * io.strowger.assets.Assets} is its door.
 */
package io.strowger.assets;
