import { LightningElement } from 'lwc';
import { advanceClock, fetchClock } from 'console/controls';
import { keepFresh } from 'console/recordData';
import type { ClockState } from '../controls/controls.ts';

const SECOND_MS = 1_000;

const STEPS = [
    { label: '+90 seconds', seconds: 90 },
    { label: '+1 hour', seconds: 3_600 },
    { label: '+1 day', seconds: 86_400 },
] as const;

/** The org's clock: what it shows, what waits for it, and buttons that move it on. */
export default class OrgClock extends LightningElement {
    readonly steps = STEPS;
    state: ClockState | undefined;
    error = '';
    isMoving = false;
    private instant = 0;
    private ticking = 0;
    private stop: () => void = () => undefined;

    connectedCallback(): void {
        this.follow();
        // eslint-disable-next-line @lwc/lwc/no-async-operation -- ended when the panel closes
        this.ticking = window.setInterval(() => this.tick(), SECOND_MS);
    }

    disconnectedCallback(): void {
        this.stop();
        window.clearInterval(this.ticking);
    }

    get isLoading(): boolean {
        return !this.state && !this.error;
    }

    get time(): string {
        return new Date(this.instant).toISOString();
    }

    get waitingText(): string {
        const waiting = this.state?.waiting ?? 0;
        if (waiting === 0) return 'No path of a flow waits.';
        return waiting === 1
            ? '1 path of a flow waits. It is due on'
            : `${waiting} paths of flows wait. The next is due on`;
    }

    async handleMove(event: Event & { currentTarget: HTMLElement }): Promise<void> {
        const seconds = Number(event.currentTarget.dataset['seconds']);
        this.isMoving = true;
        try {
            await advanceClock(seconds);
            this.follow();
        } catch (error) {
            this.error = String(error);
        } finally {
            this.isMoving = false;
        }
    }

    private follow(): void {
        this.stop();
        this.stop = keepFresh(
            fetchClock,
            (state) => {
                Object.assign(this, { state, error: '' });
                this.tick();
            },
            (error) => (this.error = String(error)),
        );
    }

    private tick(): void {
        this.instant = Date.now() + (this.state?.aheadMs ?? 0);
    }
}
