import { onTestFinished, vi } from 'vitest';

/** The five seconds that a reminder waits for its source are over when the test says so (`abort`), and never before. */
export function endlessPatience(): AbortController {
  const limit = new AbortController();
  const { timeout } = AbortSignal;
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) =>
    ms === 5_000 ? limit.signal : timeout.call(AbortSignal, ms),
  );
  onTestFinished(() => void vi.restoreAllMocks());
  return limit;
}
