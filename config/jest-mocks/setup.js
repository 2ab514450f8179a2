/** Accessibility matchers, and a document that is clean for each test. */
import { setup } from '@sa11y/jest';

setup();

afterEach(() => {
    document.body.replaceChildren();
});
