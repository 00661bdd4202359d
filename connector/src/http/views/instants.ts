import { toIsoDate, type Day } from '../../domain/day.ts';

/** Instants and days as the wire has them. */
export const isoInstant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
export const isoDay = (day: Day | null): string | null => (day === null ? null : toIsoDate(day));
