/** Why a database does not do its work now: it cannot be reached or says nothing, or it cannot write, mostly for want of room on its disk. */
export type UnavailableCause = 'away' | 'full';

const REMEDIES: Readonly<Record<UnavailableCause, string>> = {
  away: 'The database cannot be reached now: see that it runs',
  full: 'The database cannot be written now, since its disk is full or failing: make room there',
};

/** The database does not do its work now; once it does, the same may be asked again. Its message says what to do, without anything secret. */
export class DatabaseUnavailable extends Error {
  constructor(why: UnavailableCause, cause: unknown) {
    super(REMEDIES[why], { cause });
    this.name = 'DatabaseUnavailable';
  }
}
