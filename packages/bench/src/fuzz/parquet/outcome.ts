// What a reader made of a file, as plain data that readers' outcomes are compared by.

export type Shown = null | boolean | number | string | readonly Shown[] | { readonly [name: string]: Shown };

export type Outcome =
  | {
      readonly kind: "rows";
      /** By column name. */
      readonly columns: { readonly [name: string]: readonly Shown[] };
      /** The number of rows with i >= 150, read with the filter; undefined when that was refused. */
      readonly filtered?: number;
    }
  /** A clear refusal. */
  | { readonly kind: "refused"; readonly what: string }
  /** Anything else that was thrown. */
  | { readonly kind: "trap"; readonly what: string };

/** Columns whose values every reader shows alike. */
const SIMPLE = new Set(["i", "b", "d", "few", "many", "ok", "numbers", "pair", "pairs"]);

/** Whether they show the same rows, as far as both can be compared. */
export function sameRows(left: Outcome, right: Outcome, columns: "simple" | "all"): boolean {
  if (left.kind !== "rows" || right.kind !== "rows") return left.kind === right.kind;
  const names = Object.keys(left.columns).filter((name) => columns === "all" || SIMPLE.has(name));
  return names.every((name) => JSON.stringify(left.columns[name]) === JSON.stringify(right.columns[name]));
}

/** Numbers as numbers, whatever type they have: all of them are exact. */
export function show(value: unknown): Shown {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Date) return value.getTime();
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex");
  if (typeof value !== "object") throw new TypeError(`a ${typeof value} in a row`);
  if ("toJSON" in value && typeof value.toJSON === "function") return show(value.toJSON());
  if (Array.isArray(value)) return value.map(show);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, show(field)]));
}
