import { test } from 'node:test';
import { kills } from '../../relay/chaos/kills.ts';
import { prove } from '../../relay/chaos/prove.ts';

test('kill -9 under load loses and doubles nothing that was acknowledged', (t) => prove(t, kills));
