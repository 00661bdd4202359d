/**
 * A number that an expression gives as text, as tables and forms do. What is none stays as it is: the connector says what is wrong with it.
 * An empty field is undefined.
 */
export function writtenNumber<T>(value: T): T | number | undefined {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (text === '') return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : value;
}
