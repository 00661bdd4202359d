/** Rung by whoever leaves work behind; heard by whoever does it. */
export class Bell {
  private listener: () => void = () => undefined;

  listen(listener: () => void): void {
    this.listener = listener;
  }

  ring(): void {
    this.listener();
  }
}
