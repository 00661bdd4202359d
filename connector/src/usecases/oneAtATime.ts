/** Lets pieces of work of one process run one after the other, in the order they came; each begins once `before` is done. */
export class OneAtATime {
  private readonly before: () => Promise<void>;
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(before: () => Promise<void> = () => Promise.resolve()) {
    this.before = before;
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    this.waiting++;
    const result = this.last.then(async () => {
      this.waiting--;
      await this.before();
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
