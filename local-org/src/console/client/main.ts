import '@lwc/synthetic-shadow'; // first: it patches the DOM before any element is made
import { session } from 'console/session';
import { setLanguage } from 'console/language';

/** Labels take the reader's language when they are loaded, so all that shows anything is loaded after it is known. */
await session().then(setLanguage, () => undefined); // the page itself says what went wrong
await import('./page');
