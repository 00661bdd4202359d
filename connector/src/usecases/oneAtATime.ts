/** Lets pieces of work of one process run one after the other, in the order they came. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  run<T>(work: () => Promise<T>): Promise<T> {
    this.waiting++;
    const result = this.last.then(() => {
      this.waiting--;
      return work();
    });
    this.last = result.catch(() => undefined);
    return result;
  }

  /** Whether anybody waits for the piece of work that is running. */
  get isWanted(): boolean {
    return this.waiting > 0;
  }

  /** Resolves when nothing is running any more. */
  idle(): Promise<unknown> {
    return this.last;
  }
}
