/** `npm start`: see README.md. Standard output carries one line of JSON when everything is up; the rest goes to stderr. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { startDemo, type Demo } from './demo.ts';

const HELP = `npm start -- [options]

  --port N             port of the local org and its console (default 3000; 0 picks a free one)
  --relay-port N       port of the relay (default 3001; 0 picks a free one)
  --quiet-simulator    start no background traffic
  --no-history         start with sample campaigns that have sent nothing yet
  --verbose            show what the local org and the relay print
  --help               this text
`;

function readOptions() {
    const { values } = parseArgs({
        options: {
            port: { type: 'string', default: '3000' },
            'relay-port': { type: 'string', default: '3001' },
            'quiet-simulator': { type: 'boolean', default: false },
            'no-history': { type: 'boolean', default: false },
            verbose: { type: 'boolean', default: false },
            help: { type: 'boolean', default: false },
        },
    });
    const port = (name: 'port' | 'relay-port'): number => {
        const number = Number(values[name]);
        if (!Number.isInteger(number) || number < 0 || number > 65_535) {
            throw new Error(`--${name} must be a whole number from 0 to 65535, not "${values[name]}".`);
        }
        return number;
    };
    return { ...values, port: port('port'), relayPort: port('relay-port') };
}

/** Asked at once: org and relay would find it out after half a minute. */
async function assertFree(option: string, port: number): Promise<void> {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening').catch((error: unknown) => {
        const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
        throw isTaken ? new Error(`Port ${port} is in use: choose another with --${option}.`) : error;
    });
    server.close();
    await once(server, 'close');
}

function announce(demo: Demo): void {
    const { console: consoleUrl, org, relay } = demo;
    console.log(JSON.stringify({ ready: true, console: consoleUrl, org, relay }));
    console.error(`
  Landed is up.

    Console     ${consoleUrl}
    Simulator   in the console's bar at the bottom, or ${demo.simulator.url}
    Relay       ${relay.url}

  Ctrl-C ends it all.`);
}

async function main(): Promise<void> {
    const options = readOptions();
    if (options.help) {
        console.error(HELP);
        return;
    }
    await assertFree('port', options.port);
    await assertFree('relay-port', options.relayPort);
    let demo: Demo | undefined = undefined;
    let ending = false;
    const end = async (exitCode: number): Promise<void> => {
        if (ending) return; // Ctrl-C in a terminal arrives twice, from the terminal and from npm
        ending = true;
        console.error('Ending…');
        await demo?.stop();
        process.exit(exitCode);
    };
    process.on('SIGINT', () => void end(0)).on('SIGTERM', () => void end(0));
    demo = await startDemo({
        port: options.port,
        relayPort: options.relayPort,
        traffic: !options['quiet-simulator'],
        console: true,
        history: !options['no-history'],
        onProgress: (text) => console.error(text),
        ...(options.verbose ? { onLine: (name: string, line: string) => console.error(`[${name}] ${line}`) } : {}),
    });
    for (const [name, part] of [
        ['local org', demo.orgProcess],
        ['relay', demo.relayProcess],
    ] as const) {
        void part.ended.then(() => {
            if (!ending) console.error(`The ${name} has ended by itself; run with --verbose to see why.`);
            return end(1);
        });
    }
    announce(demo);
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
});
