package io.strowger.call;

import io.strowger.call.port.DirectoryPort;
import io.strowger.call.port.MediaPort;
import io.strowger.call.port.RecordPort;
import io.strowger.call.port.SignalingPort;
import io.strowger.call.port.WorkPort;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.World;

/** Everything a call reaches the outside by. */
record CallPorts(
        World world, CallLimits limits, CallSettings settings, SignalingPort signaling, MediaPort media,
        Fetcher fetcher, DirectoryPort directory, RecordPort records, CallbackDelivery callbacks,
        CallMetrics metrics, WorkPort work, OutboundGuard guard) {}
