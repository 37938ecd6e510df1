package io.strowger.server.demo;

import io.strowger.assets.AssetRef;
import io.strowger.assets.Assets;
import io.strowger.assets.AssetsConfig;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RequestSigner;
import io.strowger.kernel.World;
import io.strowger.twiml.DocumentParser;
import io.strowger.twiml.Gather;
import io.strowger.twiml.ParseLimits;
import io.strowger.twiml.Say;
import io.strowger.twiml.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the applications could have said, as sound: their documents are fetched and read, each text is spoken by the
 * same engine. The ear compares what arrived with these, and knows nothing of what the platform meant to send. One
 * thread.
 */
final class SpokenPrompts {
    private final AccountSid nobody;
    private final Assets assets;
    private final Map<String, short[]> sounds = new LinkedHashMap<>();

    SpokenPrompts(World world, Path directory) {
        nobody = AccountSid.mint(world);
        Fetcher none = new Fetcher(world, request -> {
            throw new IllegalStateException("speech is made here, not fetched: " + request.url());
        });
        assets = Assets.open(world, none, account -> RequestSigner.NONE, new Metrics(),
                AssetsConfig.defaults(directory));
    }

    /** Learns every text of the document at an address. */
    List<String> learn(URI address) {
        byte[] body;
        try (InputStream in = address.toURL().openStream()) {
            body = in.readAllBytes();
        } catch (IOException unreachable) {
            throw new UncheckedIOException("no document at " + address, unreachable);
        }
        List<String> texts = texts(new DocumentParser(ParseLimits.DEFAULT).parse(body).verbs());
        texts.forEach(text -> sounds.computeIfAbsent(text, this::spoken));
        return texts;
    }

    /** All sounds by their texts. */
    Map<String, short[]> all() {
        return sounds;
    }

    short[] sound(String text) {
        return sounds.get(text);
    }

    private short[] spoken(String text) {
        return assets.resolve(nobody, new AssetRef.Speech(text, "", "")).clip().pcm();
    }

    private static List<String> texts(List<? extends Verb> verbs) {
        List<String> texts = new ArrayList<>();
        for (Verb verb : verbs) {
            if (verb instanceof Say say) {
                texts.add(say.text());
            } else if (verb instanceof Gather gather) {
                texts.addAll(texts(gather.prompts()));
            }
        }
        return texts;
    }
}
