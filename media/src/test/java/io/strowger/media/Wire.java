package io.strowger.media;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** A network in memory: sockets find each other by address. Moving a datagram allocates nothing. */
final class Wire implements MediaEngine.SocketSource {
    static final InetSocketAddress NOBODY = new InetSocketAddress(0);
    final Map<InetSocketAddress, Socket> sockets = new HashMap<>();
    /** Ports that another process has. */
    final Set<Integer> taken = new HashSet<>();
    /** No socket can be fixed: as when the machine has no route. */
    boolean unfixable;

    @Override
    public MediaSocket bind(InetSocketAddress local, LongAdder refused) throws IOException {
        return bind(local);
    }

    Socket bind(InetSocketAddress local) throws IOException {
        if (taken.contains(local.getPort()) || sockets.containsKey(local)) {
            throw new IOException("address in use: " + local);
        }
        Socket socket = new Socket(local);
        sockets.put(local, socket);
        return socket;
    }

    /** One end. */
    final class Socket implements MediaSocket {
        private static final int DEPTH = 64;
        final InetSocketAddress local;
        private final byte[][] waiting = new byte[DEPTH][2048];
        private final int[] sizes = new int[DEPTH];
        private final InetSocketAddress[] senders = new InetSocketAddress[DEPTH];
        private int first;
        private int count;
        private InetSocketAddress source = NOBODY;
        private InetSocketAddress target = NOBODY;
        private Socket peer;
        private boolean fixed;

        Socket(InetSocketAddress local) {
            this.local = local;
        }

        @Override
        public boolean read(ByteBuffer into) {
            while (count > 0) {
                int at = first;
                first = (first + 1) % DEPTH;
                count--;
                if (fixed && !senders[at].equals(target)) {
                    continue;
                }
                source = senders[at];
                into.put(waiting[at], 0, Math.min(sizes[at], into.remaining()));
                return true;
            }
            return false;
        }

        @Override
        public InetSocketAddress source() {
            return source;
        }

        @Override
        public boolean write(ByteBuffer from) {
            if (peer == null) {
                peer = sockets.get(target);
            }
            if (peer == null || peer.count == DEPTH) {
                return false;
            }
            int at = (peer.first + peer.count++) % DEPTH;
            peer.sizes[at] = from.remaining();
            peer.senders[at] = local;
            from.get(peer.waiting[at], 0, from.remaining());
            return true;
        }

        @Override
        public void aim(InetSocketAddress to) {
            target = to;
            peer = null;
        }

        @Override
        public boolean fix(InetSocketAddress from) {
            aim(from);
            fixed = !unfixable;
            return fixed;
        }

        @Override
        public void release() {
            fixed = false;
        }

        @Override
        public void close() {
            sockets.remove(local);
        }
    }
}
