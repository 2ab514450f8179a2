/** Who may call a source at all, beside the proof in the request: its provider's addresses, and what the HTTPS front says. */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { RelayError } from '../core/errors.ts';

export interface GateRules {
    /** Addresses and networks of the provider; anybody when absent. */
    readonly allowFrom?: readonly string[] | undefined;
    /** What the front says when the caller has shown the right certificate. */
    readonly frontHeader?: { readonly name: string; readonly value: string } | undefined;
}

/** Throws RELAY_CALLER_REFUSED. */
export type Gate = (message: IncomingMessage) => void;

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

function listOf(networks: readonly string[]): (address: string) => boolean {
    const list = new BlockList();
    for (const network of networks) {
        const [address = '', bits] = network.split('/');
        if (bits === undefined) list.addAddress(address, familyOf(address));
        else list.addSubnet(address, Number(bits), familyOf(address));
    }
    return (address) => isIP(address) !== 0 && list.check(address, familyOf(address));
}

/** IPv4 as a socket for both families writes it. */
const plain = (address: string): string => address.trim().replace(/^::ffff:(?=\d+\.)/i, '');

/** null where anybody may call. */
export function createGate(trustedProxies: readonly string[], { allowFrom, frontHeader }: GateRules): Gate | null {
    if (allowFrom === undefined && frontHeader === undefined) return null;
    const isFront = listOf(trustedProxies);
    const isAllowed = listOf(allowFrom ?? []);

    /** The nearest that is no front of ours: what stands before it in the header anybody may have written. */
    function callerOf(peer: string, forwarded: string): string {
        const way = [...forwarded.split(','), peer].map(plain).filter((address) => address !== '');
        return way.findLast((address) => !isFront(address)) ?? way[0] ?? '';
    }
    return ({ headers, socket }) => {
        const peer = plain(socket.remoteAddress ?? '');
        const forwarded = [headers['x-forwarded-for'] ?? ''].flat().join(',');
        if (allowFrom !== undefined && !isAllowed(isFront(peer) ? callerOf(peer, forwarded) : peer))
            throw new RelayError('RELAY_CALLER_REFUSED', "the address is not one of the source's allowFrom");
        if (frontHeader === undefined) return;
        if (!isFront(peer)) throw new RelayError('RELAY_CALLER_REFUSED', 'it did not come through a trusted proxy');
        if (headers[frontHeader.name] !== frontHeader.value)
            throw new RelayError('RELAY_CALLER_REFUSED', `the front did not say ${frontHeader.name}`);
    };
}
