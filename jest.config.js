import { jestConfig } from '@salesforce/sfdx-lwc-jest/config.js';

/** LWC_ENTRY=js runs the same tests on the compiled components, which are what gets deployed. */
const moduleFileExtensions = process.env.LWC_ENTRY === 'js' ? ['js', 'ts', 'html', 'css'] : ['ts', 'js', 'html', 'css'];

export default {
    ...jestConfig,
    moduleFileExtensions,
    roots: ['<rootDir>/force-app'],
    setupFilesAfterEnv: [...jestConfig.setupFilesAfterEnv, '<rootDir>/config/jest-mocks/setup.js'],
    moduleNameMapper: { '^lightning/graphql$': '<rootDir>/config/jest-mocks/graphql.js' },
    testMatch: ['**/__tests__/*.test.ts'],
};
