/** What a long step says while it runs. Without a terminal (CI, a pipe) only changes of text are printed, one a line. */
export type Progress = (text: string) => void;

const live = process.stdout.isTTY === true && process.env.CI === undefined;
const styled = live && process.env.NO_COLOR === undefined;

const style =
  (code: number) =>
  (text: string): string =>
    styled ? `\u001b[${code}m${text}\u001b[0m` : text;

export const bold = style(1);
export const dim = style(2);
export const green = style(32);
export const red = style(31);

export function say(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/**
 * Runs one step of the demo and shows a line that lives while it runs: name, what is going on, seconds elapsed.
 * The line ends as `✓ name  result  12 s`; `work` returns the result's text.
 */
export async function step<T>(
  name: string,
  work: (progress: Progress) => Promise<T>,
  done: (value: T) => string,
): Promise<T> {
  const started = Date.now();
  let text = '';
  let shown = '';
  const draw = () => {
    const line = `  … ${name}  ${text}  ${elapsed(started)}`.replace(/ {3,}/g, '  ');
    process.stdout.write(`\r\u001b[2K${line.slice(0, (process.stdout.columns ?? 100) - 1)}`);
  };
  const timer = live ? setInterval(draw, 500) : undefined;
  const progress: Progress = (next) => {
    text = next;
    if (live) return draw();
    // Digits change with every package or day: without a terminal a line per figure would be noise.
    const stage = next.replace(/[\d,.]+/g, '#');
    if (stage !== shown) say(`  … ${name}  ${next}`);
    shown = stage;
  };
  const clear = () => {
    clearInterval(timer);
    if (live) process.stdout.write('\r\u001b[2K');
  };
  try {
    const value = await work(progress);
    clear();
    say(`  ${green('✓')} ${name}  ${dim(`${done(value)}  ${elapsed(started)}`)}`);
    return value;
  } catch (error) {
    clear();
    say(`  ${red('✗')} ${name}  ${dim(elapsed(started))}`);
    throw error;
  }
}

function elapsed(since: number): string {
  const seconds = Math.round((Date.now() - since) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
