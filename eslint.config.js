import lwcConfig from '@salesforce/eslint-config-lwc/recommended-ts.js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import jest from 'eslint-plugin-jest';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Code that runs in the browser: the package's components, and the console that shows them. */
const LWC = ['force-app/**/lwc/**/*.ts', 'local-org/src/console/{client,modules}/**/*.ts'];
const LWC_TESTS = 'force-app/**/lwc/**/__tests__/**/*.ts';

/** Who may import whom (docs/architecture.md). `except` is relative to `from`. */
const BOUNDARIES = [
    { target: './relay/src', from: './local-org', message: 'The relay reaches the local org over HTTP only.' },
    { target: './local-org/src', from: './relay', message: 'The local org knows nothing of the relay.' },
    {
        target: './local-org/src',
        from: './node_modules/jsforce',
        message: 'The local org is the server, not a client.',
    },
    {
        target: './relay/src/core',
        from: './relay/src',
        except: ['./core'],
        message: 'The core imports nothing of ours.',
    },
    { target: './relay/src/providers', from: './relay/src', except: ['./core', './providers'] },
    ...['ingest', 'store', 'worker', 'salesforce', 'insight'].map((part) => ({
        target: `./relay/src/${part}`,
        from: './relay/src',
        except: ['./core', `./${part}`],
        message: 'Parts receive what they need as arguments; app.ts puts them together.',
    })),
    { target: './force-app', from: '.', except: ['./force-app', './node_modules', './config'] },
    // Generators read what they write about, and breaking flows needs the workspace's own parts; nothing else in scripts
    // reaches into one.
    { target: './scripts/!(gen-*).ts', from: './relay/src', except: ['./main.ts', './index.ts'] },
    { target: './scripts/!(gen-*|mutate|crowd).ts', from: './local-org/src', except: ['./index.ts'] },
];

export default tseslint.config(
    {
        ignores: [
            '**/node_modules/',
            '.local/',
            'local-org/dist/',
            'local-org/lib/',
            'force-app/**/lwc/**/*.js',
            'coverage/',
            '**/*.d.ts',
        ],
    },
    {
        files: ['**/*.ts'],
        ignores: LWC,
        extends: [tseslint.configs.strictTypeChecked],
        plugins: { 'import-x': importX },
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: './tsconfig.json' })] },
        rules: {
            'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones: BOUNDARIES }],
            'import-x/no-cycle': 'error',
            'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
            eqeqeq: 'error',
            '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
            '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
            '@typescript-eslint/no-non-null-assertion': 'off', // noUncheckedIndexedAccess makes it the honest way to say "checked"
            '@typescript-eslint/no-floating-promises': [
                'error',
                {
                    allowForKnownSafeCalls: [
                        { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
                    ],
                },
            ],
            '@typescript-eslint/consistent-type-imports': 'error',
            '@typescript-eslint/unbound-method': 'off', // Node's own functions are written as methods and use no `this`
            '@typescript-eslint/require-await': 'off', // a port may be asynchronous where one engine is not
        },
    },
    {
        files: ['**/*.{js,mjs}'],
        languageOptions: { globals: globals.node },
        rules: { 'no-undef': 'error', 'no-unused-vars': 'error', eqeqeq: 'error' },
    },
    { files: ['scripts/simulator/page.js'], languageOptions: { globals: globals.browser } },
    { files: ['config/jest-mocks/**/*.js'], languageOptions: { globals: { ...globals.jest, ...globals.browser } } },
    {
        files: LWC,
        extends: [lwcConfig],
        languageOptions: { parser: tseslint.parser },
        plugins: { '@typescript-eslint': tseslint.plugin },
        rules: {
            'no-void': ['error', { allowAsStatement: true }],
            'no-confusing-arrow': 'off',
            'dot-notation': 'off', // tsc asks for brackets where a key is not declared
            'no-use-before-define': ['error', { functions: false }],
            'no-unused-vars': 'off', // does not understand types
            '@typescript-eslint/no-unused-vars': 'error',
            // What is imported exists, or tsc says so, and in a tenth of the time.
            ...{ 'import/namespace': 'off', 'import/named': 'off', 'import/default': 'off' },
        },
    },
    { files: [LWC_TESTS], ...jest.configs['flat/recommended'] },
);
