/**
 * What the gallery shows: a line for each component and state. A new component adds its lines here, and a subject in
 * stage.ts where it needs other records; pictures and the check by axe follow.
 */
import type { Disturbance, Subject } from './stage.ts';

export interface GalleryRow {
    readonly component: string;
    readonly state: string;
    readonly subject: Subject;
    /** The tab of the record page that holds it; without one it is there at once. */
    readonly tab?: string;
    /** CSS selector of what shows that the state is reached. */
    readonly ready: string;
    /** The operations of its queries, for the states that disturb them. */
    readonly operations: RegExp;
    readonly answers?: Disturbance['answers'];
    readonly language?: string;
    /** Pressed before the picture is taken. */
    readonly press?: string;
    /** Playwright's selector of where the picture begins, for a state that lies further down. */
    readonly from?: string;
    readonly narrowToo?: true;
    /** Shown, and not checked by axe: it is made of the same parts as another state. */
    readonly onlyPicture?: true;
}

const timeline = { component: 'deliveryTimeline', tab: 'Messaging', operations: /Messages$/ };
const status = { component: 'deliveryStatus', operations: /Delivery$/ };
const dashboard = { component: 'campaignDelivery', operations: /^(DeliverySummaries|MessagesBehindFigure)$/ };
const suppressions = { component: 'suppressionList', operations: /^Suppressions$/ };
const alerts = { component: 'deliveryAlerts', operations: /^Alerts$/ };
const setup = { component: 'deliverySetup', operations: /^Setup$/ };

export const GALLERY: readonly GalleryRow[] = [
    { ...timeline, state: 'loading', subject: 'typical', answers: 'loading', ready: '.skeleton' },
    { ...timeline, state: 'empty', subject: 'empty', ready: '.empty', narrowToo: true },
    { ...timeline, state: 'error', subject: 'typical', answers: 'error', ready: 'c-error-panel' },
    { ...timeline, state: 'typical', subject: 'typical', ready: 'c-timeline-entry', narrowToo: true },
    {
        ...timeline,
        state: 'details',
        subject: 'typical',
        ready: 'c-message-details table',
        press: 'li:nth-child(5) c-timeline-entry button',
        from: 'c-timeline-entry >> nth=2',
    },
    { ...timeline, state: 'crowded', subject: 'crowded', ready: 'c-timeline-entry', onlyPicture: true },
    {
        ...timeline,
        state: 'german',
        subject: 'typical',
        language: 'de',
        tab: 'Messaging',
        ready: 'c-timeline-entry',
        onlyPicture: true,
    },
    { ...status, state: 'loading', subject: 'typical', answers: 'loading', ready: 'lightning-spinner' },
    { ...status, state: 'empty', subject: 'case-without-contact', ready: '.empty' },
    { ...status, state: 'error', subject: 'typical', answers: 'error', ready: 'c-error-panel' },
    { ...status, state: 'typical', subject: 'typical', ready: 'c-reachability-verdict', narrowToo: true },
    { ...status, state: 'crowded', subject: 'crowded', ready: 'c-reachability-verdict', onlyPicture: true },
    { ...dashboard, state: 'loading', subject: 'campaign', answers: 'loading', ready: '.skeleton' },
    { ...dashboard, state: 'empty', subject: 'campaign-empty', ready: '.empty' },
    { ...dashboard, state: 'error', subject: 'campaign', answers: 'error', ready: 'c-error-panel' },
    { ...dashboard, state: 'typical', subject: 'campaign', ready: 'c-kpi-tile', narrowToo: true },
    {
        ...dashboard,
        state: 'comparisons',
        subject: 'campaign',
        ready: 'c-kpi-tile',
        from: '.sort',
        onlyPicture: true,
        narrowToo: true,
    },
    {
        ...dashboard,
        state: 'earned',
        subject: 'campaign',
        ready: 'c-campaign-return c-bar-chart',
        from: 'c-campaign-return',
        onlyPicture: true,
        narrowToo: true,
    },
    {
        ...dashboard,
        state: 'messages',
        subject: 'campaign',
        press: 'c-kpi-tile[data-key="failed"] button.value',
        ready: 'c-message-drill li',
        from: 'c-message-drill',
    },
    { ...dashboard, state: 'crowded', subject: 'campaign-crowded', ready: 'c-kpi-tile', onlyPicture: true },
    {
        ...dashboard,
        state: 'all campaigns',
        subject: 'dashboard',
        ready: 'c-kpi-tile',
        language: 'de',
        onlyPicture: true,
    },
    { ...suppressions, state: 'loading', subject: 'suppressions', answers: 'loading', ready: '.skeleton' },
    { ...suppressions, state: 'empty', subject: 'suppressions', answers: 'empty', ready: '.empty' },
    { ...suppressions, state: 'error', subject: 'suppressions', answers: 'error', ready: 'c-error-panel' },
    { ...suppressions, state: 'typical', subject: 'suppressions', ready: '.row', narrowToo: true },
    {
        ...suppressions,
        state: 'evidence',
        subject: 'suppressions',
        press: 'li[data-address="+447700900301"] [data-action="evidence"]',
        ready: 'c-message-list li',
        onlyPicture: true,
    },
    { ...suppressions, state: 'crowded', subject: 'suppressions-crowded', ready: '.row', onlyPicture: true },
    { ...alerts, state: 'loading', subject: 'alerts', answers: 'loading', ready: '.skeleton' },
    { ...alerts, state: 'empty', subject: 'alerts', answers: 'empty', ready: '.empty' },
    { ...alerts, state: 'error', subject: 'alerts', answers: 'error', ready: 'c-error-panel' },
    { ...alerts, state: 'typical', subject: 'alerts', ready: '.alert', narrowToo: true },
    { ...alerts, state: 'crowded', subject: 'alerts-crowded', ready: '.alert', onlyPicture: true },
    { ...setup, state: 'loading', subject: 'setup', answers: 'loading', ready: '.skeleton' },
    { ...setup, state: 'empty', subject: 'setup', answers: 'empty', ready: '.check' },
    { ...setup, state: 'error', subject: 'setup', answers: 'error', ready: 'c-error-panel' },
    { ...setup, state: 'typical', subject: 'setup', ready: '.policy', narrowToo: true },
    {
        ...setup,
        state: 'times',
        subject: 'setup',
        ready: 'text=Time a report takes, by provider',
        from: 'text=Time a report takes, by provider',
        onlyPicture: true,
    },
    { ...setup, state: 'crowded', subject: 'setup-crowded', ready: '.policy', onlyPicture: true },
];

export const WIDE = 1280;
const NARROW = 320;

export interface Shot {
    readonly row: GalleryRow;
    readonly width: number;
    /** Of the picture, without its ending. */
    readonly name: string;
}

const nameOf = ({ component, state }: GalleryRow): string => `${component}-${state.replaceAll(' ', '-')}`;

/** Every row at each width that it is shown in. */
export const SHOTS: readonly Shot[] = GALLERY.flatMap((row) => [
    { row, width: WIDE, name: nameOf(row) },
    ...(row.narrowToo ? [{ row, width: NARROW, name: `${nameOf(row)}-narrow` }] : []),
]);
