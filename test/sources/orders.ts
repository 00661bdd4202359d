/** All orders of some values. */
export function orders<T>(values: readonly T[]): T[][] {
  if (values.length < 2) return [[...values]];
  return values.flatMap((value, place) =>
    orders([...values.slice(0, place), ...values.slice(place + 1)]).map((rest) => [value, ...rest]),
  );
}
