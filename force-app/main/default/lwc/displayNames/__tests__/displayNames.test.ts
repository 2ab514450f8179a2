import { countryName, providerName, routeName, withProviderName } from 'c/displayNames';
import { PROVIDER_NAMES } from '../providerNames';

describe('display names', () => {
    it('call every provider by a name that is no id, and what they do not know as the data does', () => {
        expect(Object.keys(PROVIDER_NAMES).length).toBeGreaterThan(20);
        for (const id of Object.keys(PROVIDER_NAMES)) expect(providerName(id)).toMatch(/[A-Z]/);
        expect(providerName('whatsapp-cloud')).toBe('WhatsApp Cloud API');
        expect(['acme', 'constructor', 'Twilio'].map(providerName)).toEqual(['acme', 'constructor', 'Twilio']);
    });

    it('call a country by its name in the language of the reader, and leave what is no code', () => {
        expect(['GB', 'FR', '44', 'Narnia'].map(countryName)).toEqual(['United Kingdom', 'France', '44', 'Narnia']);
    });

    it('leave out of a route what nobody knows', () => {
        expect(routeName('bsr', 'GB', 'Grey')).toBe('BSR, United Kingdom, Grey');
        expect(routeName('bsr', null, '')).toBe('BSR');
    });

    it.each([
        ['twilio', 'Twilio'],
        ['3 reports of twilio came, twilio: 4.', '3 reports of Twilio came, Twilio: 4.'],
        ['Nothing has come from twilio/main.', 'Nothing has come from twilio/main.'],
        ['https://twilio.example/x', 'https://twilio.example/x'],
    ])('put the name into the words %p', (words, named) => {
        expect(withProviderName(words, 'twilio')).toBe(named);
        expect(withProviderName(words, null)).toBe(words);
    });
});
