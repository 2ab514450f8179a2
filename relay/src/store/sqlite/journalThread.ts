import { openJournal } from './journal.ts';
import { serveThread } from './thread.ts';

serveThread(openJournal);
