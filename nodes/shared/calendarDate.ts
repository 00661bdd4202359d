/**
 * A calendar date `YYYY-MM-DD` (DAT-1) from what n8n and spreadsheets give: such a date, an ISO date and time, a Luxon
 * DateTime or a JavaScript Date. The day counts as it is written: no time zone moves it, because "2026-11-23T00:00:00Z"
 * in a due date column means the 23rd everywhere. Throws an Error that says what is expected.
 */
export function toCalendarDate(value: unknown, timeZone: string): string {
  if (isDateTime(value)) return value.toISODate() ?? refuse(value);
  if (value instanceof Date && !Number.isNaN(value.getTime())) {
    return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(value);
  }
  const match = /^(\d{4}-\d{2}-\d{2})(?:$|[T ]\d{2}:\d{2})/.exec(String(value).trim());
  return match?.[1] ?? refuse(value);
}

/** Told by its method: n8n's copy of Luxon is not the one this package would load. */
function isDateTime(value: unknown): value is { toISODate(): string | null } {
  return typeof value === 'object' && value !== null && 'toISODate' in value;
}

function refuse(value: unknown): never {
  throw new Error(
    `"${String(value)}" is not a date. Expected YYYY-MM-DD, e.g. 2026-11-23; other notations can be converted with {{ DateTime.fromFormat($json.date, 'dd/MM/yyyy') }}`,
  );
}
