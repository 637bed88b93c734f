// How many expressions one compiled function computes. What compiling a function takes grows with the square of its
// length, so that a select list of a thousand expressions is several functions.

/** Of columns that are written. */
export const MOST_OUTPUTS = 256;
/** Of sums, whose expressions are added to states as well. */
export const MOST_SUMS = 128;

/** The items in their order, so many at a time. */
export function slicesOf<Item>(items: readonly Item[], most: number): readonly (readonly Item[])[] {
  if (items.length <= most) return [items];
  const slices: (readonly Item[])[] = [];
  for (let at = 0; at < items.length; at += most) slices.push(items.slice(at, at + most));
  return slices;
}
