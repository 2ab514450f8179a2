import { reduceErrors } from 'c/reduceErrors';

describe('texts of errors', () => {
    const shapes: [string, unknown, string[]][] = [
        ['nothing', undefined, []],
        ['a text', 'Session expired', ['Session expired']],
        ['an Error', new Error('No network'), ['No network']],
        ['the list that GraphQL answers', [{ message: 'First' }, { message: 'Second' }], ['First', 'Second']],
        ['a response with one body', { status: 404, body: { message: 'Not found' } }, ['Not found']],
        ['a response with a list', { body: [{ message: 'Bad id' }] }, ['Bad id']],
        ['a response without a body', { status: 500, statusText: 'Server Error' }, ['Server Error']],
        [
            'page and field errors of a save',
            {
                body: {
                    message: 'An error occurred while trying to update the record.',
                    output: { errors: [], fieldErrors: { Name: [{ message: 'Too long' }] } },
                    pageErrors: [{ message: 'Locked' }],
                },
            },
            ['Too long', 'Locked'],
        ],
        ['the same text twice', [{ message: 'Same' }, new Error('Same')], ['Same']],
    ];

    it.each(shapes)('are read from %s', (_name, errors, texts) => {
        expect(reduceErrors(errors)).toEqual(texts);
    });
});
