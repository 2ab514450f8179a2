/** An org and a relay that publishes to it, each a process of its own, with a wire in between that can be disturbed. */
import {
    scratch,
    startOrg,
    startRelay,
    writeRelaySetting,
    type RelayOptions,
    type RelaySetting,
    type RunningOrg,
    type RunningRelay,
} from './landed.ts';
import { openTap, type Tap, type Weather } from './tap.ts';

export interface WholePath {
    readonly org: RunningOrg;
    readonly tap: Tap;
    readonly setting: RelaySetting;
    /** The relay that runs at present. */
    relay(): RunningRelay;
    /** Starts a relay where the one that was ended was: with its store, at its address. */
    restartRelay(): Promise<void>;
    stop(): Promise<void>;
}

export interface PathOptions {
    readonly missingAfterMs?: number;
    readonly donationWindow?: number;
    readonly sources?: readonly object[];
    readonly store?: NonNullable<RelayOptions['store']>;
    readonly weather?: Weather;
    /** The project that the org deploys; ours when not said. */
    readonly project?: string;
}

export async function startPath({ weather, project, ...options }: PathOptions = {}): Promise<WholePath> {
    const { directory, remove } = await scratch();
    const org = await startOrg(project);
    const tap = await openTap(org.url, weather);
    const address = { url: tap.url, accessToken: org.relayToken };
    let relay = await startRelay(await writeRelaySetting(directory, address, options));
    const port = Number(new URL(relay.url).port); // the providers go on calling the same address
    const setting = await writeRelaySetting(directory, address, { ...options, port });
    return {
        org,
        tap,
        setting,
        relay: () => relay,
        restartRelay: async () => {
            relay = await startRelay(setting);
        },
        stop: async () => {
            await relay.process.stop();
            await tap.close();
            await org.stop();
            await remove();
        },
    };
}
