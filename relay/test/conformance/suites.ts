/** All that every store engine promises. An engine's own test file runs this on it. */
import { describe } from 'node:test';
import { alertSuite } from './alertSuite.ts';
import { erasureSuite } from './erasureSuite.ts';
import type { Engine } from './fixtures.ts';
import { inspectionSuite } from './inspectionSuite.ts';
import { journalSuite } from './journalSuite.ts';
import { messageSuite } from './messageSuite.ts';
import { timerSuite } from './timerSuite.ts';
import { totalsSuite } from './totalsSuite.ts';
import { turnSuite } from './turnSuite.ts';

/** `runs`: of each property. Each suite stands by itself, or every test would open the stores of all of them. */
export function storeSuites(
    name: string,
    createEngine: () => Engine,
    runs = 15 * Number(process.env['LANDED_RUNS'] ?? 1),
): void {
    describe('the journal', () => journalSuite(name, createEngine));
    describe('turns of orgs', () => turnSuite(name, createEngine, runs));
    describe('messages', () => messageSuite(name, createEngine, runs));
    describe('timers', () => timerSuite(name, createEngine, runs));
    describe('alerts', () => alertSuite(name, createEngine));
    describe('totals', () => totalsSuite(name, createEngine));
    describe('inspection', () => inspectionSuite(name, createEngine));
    describe('erasure', () => erasureSuite(name, createEngine));
}
