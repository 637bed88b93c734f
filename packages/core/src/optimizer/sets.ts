// Questions about two sets (Set's own methods are newer than the language level of the sources).

export function areDisjoint<Item>(left: Iterable<Item>, right: { has(item: Item): boolean }): boolean {
  for (const item of left) if (right.has(item)) return false;
  return true;
}

export function isSubset<Item>(left: Iterable<Item>, right: { has(item: Item): boolean }): boolean {
  for (const item of left) if (!right.has(item)) return false;
  return true;
}
