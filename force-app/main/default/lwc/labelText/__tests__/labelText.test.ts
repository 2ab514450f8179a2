import { fillLabel } from 'c/labelText';

describe('a label with placeholders', () => {
    it('gets its values by number', () => {
        expect(fillLabel('{1} of {0}', 10, 'three')).toBe('three of 10');
    });

    it('keeps a placeholder that has no value', () => {
        expect(fillLabel('{0} and {1}', 'one')).toBe('one and {1}');
    });
});
