/** Accessibility matchers, and a document that is clean for each test. */
import { setup } from '@sa11y/jest';

setup();

/** jsdom reads no container queries; a sheet with one is left out, as all sheets are for what these tests ask. */
const report = console.error;
console.error = (error, ...more) => {
    if (error?.type !== 'css parsing') report(error, ...more);
};

afterEach(() => {
    document.body.replaceChildren();
});
