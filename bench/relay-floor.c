/* The floor of ./strowger bench relay: two-way streams handed over by epoll, recvfrom and sendto, a socket a leg.
 * cc -O2 -o relay-floor relay-floor.c
 * relay-floor CALLS FIRST_PORT: ports FIRST_PORT+2i and +2i+1 on 127.0.0.1 are the two legs of call i. What comes in on
 * one goes out of the other, to whoever sent to that one last. Prints "ready"; runs until it is killed. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define BATCH 64

struct leg {
    int fd;
    int known;
    struct sockaddr_in peer;
};

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: relay-floor CALLS FIRST_PORT\n");
        return 64;
    }
    int legs = 2 * atoi(argv[1]), first = atoi(argv[2]), poll = epoll_create1(0);
    if (legs < 2 || first < 1024 || first + legs > 65535 || poll < 0) {
        fprintf(stderr, "relay-floor: bad arguments\n");
        return 64;
    }
    struct leg *all = calloc(legs, sizeof *all);
    for (int i = 0; i < legs; i++) {
        struct sockaddr_in local = {.sin_family = AF_INET, .sin_port = htons(first + i)};
        local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        all[i].fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        struct epoll_event readable = {.events = EPOLLIN, .data.u32 = i};
        if (bind(all[i].fd, (void *)&local, sizeof local) || epoll_ctl(poll, EPOLL_CTL_ADD, all[i].fd, &readable)) {
            perror("relay-floor");
            return 1;
        }
    }
    puts("ready");
    fflush(stdout);
    struct epoll_event ready[BATCH];
    unsigned char packet[1500];
    for (;;) {
        int n = epoll_wait(poll, ready, BATCH, -1);
        for (int k = 0; k < n; k++) {
            struct leg *from = all + ready[k].data.u32, *to = all + (ready[k].data.u32 ^ 1);
            socklen_t length = sizeof from->peer;
            ssize_t got = recvfrom(from->fd, packet, sizeof packet, 0, (void *)&from->peer, &length);
            if (got > 0) {
                from->known = 1;
                if (to->known) {
                    sendto(to->fd, packet, got, 0, (void *)&to->peer, sizeof to->peer);
                }
            }
        }
    }
}
