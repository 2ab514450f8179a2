import { readHistory } from '../history';

describe('the history of a message', () => {
    it('has a line for each report', () => {
        const { lines } = readHistory(
            '2026-11-21T10:00:00.000Z | Queued | accepted | - | abc\n~2026-11-21T10:00:02.000Z | - | odd | 17 | def',
        );
        expect(lines).toEqual([
            {
                key: '0',
                at: '2026-11-21T10:00:00.000Z',
                isReceipt: false,
                word: 'Queued',
                raw: 'accepted',
                code: '',
            },
            { key: '1', at: '2026-11-21T10:00:02.000Z', isReceipt: true, word: '', raw: 'odd', code: '17' },
        ]);
    });

    it('says when its middle is left out', () => {
        const history = readHistory('2026-11-21T10:00:00.000Z | Queued | accepted | - | abc\n…');
        expect(history).toMatchObject({ isCut: true, lines: [{ word: 'Queued' }] });
    });

    it('is empty without text, and leaves out what it cannot read', () => {
        expect(readHistory(null).lines).toEqual([]);
        expect(readHistory('somebody wrote here').lines).toEqual([]);
    });
});
