/** What the relay is compared with: the least that answers the same request, keeping nothing. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { fastify } from 'fastify';

const secret = process.env['BENCH_SECRET'] ?? '';
const app = fastify({ logger: false, bodyLimit: 16 * 1024 * 1024 });

app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const given = Buffer.from(String(request.headers['x-bsr-signature']).slice('sha256='.length), 'hex');
    const expected = createHmac('sha256', secret).update(body).digest();
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) done(new Error('bad signature'));
    else done(null, JSON.parse(body.toString('utf8')));
});
app.post('/hooks/bsr/bench', (_request, reply) => reply.code(200).send(''));

const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${JSON.stringify({ msg: 'bare.started', url })}\n`);
