// Points the Node SDK (npm package `twilio`, tested with 6.2.0) at a Strowger server:
//
//   const { strowgerClient } = require('./strowger-client');
//   const client = strowgerClient('https://pbx.example', accountSid, authToken);
//   const call = await client.calls.create({ to, from, url });
//
// Every request, whatever host it names, goes to that server: scheme, host and port change, all else stays. A private CA
// is named by the SDK's own option: strowgerClient(base, sid, token, { ca: fs.readFileSync('ca.pem') }), or by the
// environment variable NODE_EXTRA_CA_CERTS.
//
// Without this file the same is done product by product: client.api.baseUrl = 'https://pbx.example', and likewise
// client.taskrouter, client.voice, client.trunking, client.monitor.
'use strict';

const twilio = require('twilio');

class StrowgerHttpClient extends twilio.RequestClient {
    constructor(base, options) {
        super(options);
        this.base = new URL(base);
    }

    request(options) {
        const uri = new URL(options.uri);
        const prefix = this.base.pathname.replace(/\/$/, '');
        return super.request({ ...options, uri: this.base.origin + prefix + uri.pathname + uri.search });
    }
}

function strowgerClient(base, accountSid, authToken, options = {}) {
    return twilio(accountSid, authToken, { ...options, httpClient: new StrowgerHttpClient(base, options) });
}

module.exports = { StrowgerHttpClient, strowgerClient };
