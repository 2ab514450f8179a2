import { MOST_ROWS, planImport } from '../importPlan';

const addresses = (text: string, channel = 'SMS'): string[] =>
    planImport(text, channel).entries.map((entry) => `${entry.channel}:${entry.address}`);

describe('what an import would do', () => {
    it('takes one address a line without a header', () => {
        expect(addresses('+447700900101\n0044 7700 900102')).toEqual(['SMS:+447700900101', 'SMS:+447700900102']);
    });

    it('finds the columns by their names, and the channel of each row', () => {
        const text =
            'Name,Channel,Address\nAmara,WhatsApp,+447700900101\nBen,email,ben@example.com\nEve,,+447700900103';
        expect(addresses(text)).toEqual(['WhatsApp:+447700900101', 'Email:ben@example.com', 'SMS:+447700900103']);
    });

    it('takes back what the export guarded against spreadsheets', () => {
        expect(addresses("address\n'+447700900101")).toEqual(['SMS:+447700900101']);
    });

    it('names the lines that it leaves out, and why', () => {
        const { bad } = planImport('+447700900101\n07700 900102\nabc\n+44 7700 900101', 'SMS');
        expect(bad).toEqual([
            { line: 2, text: '07700 900102', problem: 'noCountryCode' },
            { line: 3, text: 'abc', problem: 'notANumber' },
            { line: 4, text: '+44 7700 900101', problem: 'twice' },
        ]);
    });

    it('stops at what one import may ask of an org', () => {
        const lines = Array.from({ length: MOST_ROWS + 2 }, (_, index) => `+4477009${String(index).padStart(5, '0')}`);
        const plan = planImport(lines.join('\n'), 'SMS');
        expect(plan.entries).toHaveLength(MOST_ROWS);
        expect(plan.bad.map(({ line, problem }) => [line, problem])).toEqual([
            [MOST_ROWS + 1, 'overLimit'],
            [MOST_ROWS + 2, 'overLimit'],
        ]);
    });
});
