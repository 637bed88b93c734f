// What || of texts, concat and concat_ws have in common: other types take part by their text form. A value of a
// gigabyte, PostgreSQL's limit, fits no batch: joining cannot fail before memory does.
export const joinedRow = { result: "text", volatility: "immutable", canFail: false, prints: true } as const;
