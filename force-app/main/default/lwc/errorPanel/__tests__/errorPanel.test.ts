import { createElement } from 'lwc';
import ErrorPanel from 'c/errorPanel';

function panel(errors: unknown): HTMLElement {
    const element = createElement('c-error-panel', { is: ErrorPanel });
    document.body.appendChild(Object.assign(element, { errors }));
    return element;
}

describe('an error panel', () => {
    it('is announced and says what went wrong', () => {
        const alert = panel([{ message: 'No access to Message__c' }]).shadowRoot!.querySelector('[role="alert"]')!;
        expect(alert.querySelector('.title')!.textContent).toBe('c.Delivery_Could_Not_Load');
        expect(alert.querySelector('.detail')!.textContent).toBe('No access to Message__c');
    });

    it('asks its owner to try again', () => {
        const element = panel('down');
        const retry = jest.fn();
        element.addEventListener('retry', retry);
        element.shadowRoot!.querySelector<HTMLElement>('lightning-button')!.click();
        expect(retry).toHaveBeenCalledTimes(1);
    });

    it('shows provider text as text, never as markup', () => {
        const element = panel('<img src=x onerror=alert(1)>');
        expect(element.shadowRoot!.querySelector('img')).toBeNull();
    });

    it('is accessible', async () => {
        panel('down');
        await expect(document.body).toBeAccessible();
    });
});
