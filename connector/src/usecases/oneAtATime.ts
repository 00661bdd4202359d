/** Lets pieces of work of one process run one after the other, in the order they came. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work, work);
    this.last = result.catch(() => undefined);
    return result;
  }

  /** Resolves when nothing is running any more. */
  idle(): Promise<unknown> {
    return this.last;
  }
}
