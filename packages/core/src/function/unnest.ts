// The table functions that give rows for the elements of lists, by which planner and operator know them: of the rows
// without elements, "outer" keeps one.

export const UNNEST = { inner: "unnest", outer: "unnest outer" } as const;
