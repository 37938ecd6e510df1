// What the platform tells a test: a web server whose requests are letters, so that nobody has to look again and again.
'use strict';

const http = require('node:http');

class Inbox {
    static async open() {
        const inbox = new Inbox();
        await new Promise(resolve => inbox.server.listen(0, '127.0.0.1', resolve));
        inbox.url = `http://127.0.0.1:${inbox.server.address().port}/told`;
        return inbox;
    }

    constructor() {
        this.letters = [];
        this.waiting = [];
        this.server = http.createServer((request, answer) => {
            let body = '';
            request.on('data', part => { body += part; });
            request.on('end', () => {
                answer.writeHead(204).end();
                this.letters.push(Object.fromEntries(new URLSearchParams(body)));
                this.waiting.forEach(look => look());
            });
        });
    }

    // The first letter that says this, come already or still to come.
    told(what, says) {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(
                `not told within a minute: ${what}; told ${JSON.stringify(this.letters)}`)), 60_000);
            const look = () => {
                const found = this.letters.find(says);
                if (found) {
                    clearTimeout(timer);
                    this.waiting = this.waiting.filter(other => other !== look);
                    resolve(found);
                }
            };
            this.waiting.push(look);
            look();
        });
    }

    close() {
        this.server.closeAllConnections();
        this.server.close();
    }
}

module.exports = { Inbox };
