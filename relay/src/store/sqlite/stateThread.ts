import { openState } from './state.ts';
import { serveThread } from './thread.ts';

serveThread(openState);
