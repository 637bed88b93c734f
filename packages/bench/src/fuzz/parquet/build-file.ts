// Small Parquet files built from parts, for what no writer at hand writes: schema elements, pages and chunks as the format's
// text has them, joined by file-parts.ts.
import type { FileParts, PagePart } from "./file-parts.ts";
import type { ThriftStruct, ThriftValue } from "./thrift-value.ts";

/** The physical type. */
export const INT32 = 1;

export const i32 = (value: number): ThriftValue => ({ kind: "integer", type: 5, value: BigInt(value) });
export const i64 = (value: number): ThriftValue => ({ kind: "integer", type: 6, value: BigInt(value) });
export const text = (value: string): ThriftValue => ({ kind: "binary", value: Buffer.from(value) });
export const list = (elementType: number, ...items: ThriftValue[]): ThriftValue => ({
  kind: "list",
  elementType,
  items,
});
export const struct = (fields: Readonly<Record<number, ThriftValue>>): ThriftStruct => ({
  kind: "struct",
  fields: Object.entries(fields).map(([id, value]) => ({ id: Number(id), value })),
});

/** Of a schema element: a leaf has a physical type, a group children. Repetition: 0 required, 1 optional, 2 repeated. */
export interface Element {
  readonly name: string;
  readonly type?: number;
  readonly repetition: 0 | 1 | 2;
  readonly children?: number;
  readonly converted?: number;
  /** The number of a logical type without parameters. */
  readonly logical?: number;
  /** Of a FIXED_LEN_BYTE_ARRAY. */
  readonly length?: number;
  /** Precision and scale of a decimal. */
  readonly decimal?: readonly [number, number];
}

export interface Leaf {
  readonly type: number;
  readonly pages: PagePart[];
  readonly values: number;
}

/** A file of one row group, uncompressed. */
export function fileOf(rows: number, elements: readonly Element[], leaves: readonly Leaf[]): FileParts {
  const schema = elements.map(({ name, type, repetition, children, converted, logical, length, decimal }) =>
    struct({
      ...(type === undefined ? {} : { 1: i32(type) }),
      ...(length === undefined ? {} : { 2: i32(length) }),
      3: i32(repetition),
      4: text(name),
      ...(children === undefined ? {} : { 5: i32(children) }),
      ...(converted === undefined ? {} : { 6: i32(converted) }),
      ...(decimal === undefined ? {} : { 7: i32(decimal[1]), 8: i32(decimal[0]) }),
      ...(logical === undefined ? {} : { 10: struct({ [logical]: struct({}) }) }),
    }),
  );
  const chunks = leaves.map(({ type, values }) =>
    struct({
      2: i64(4),
      3: struct({ 1: i32(type), 2: list(5, i32(0)), 3: list(8, text("c")), 4: i32(0), 5: i64(values) }),
    }),
  );
  const groups = list(12, struct({ 1: list(12, ...chunks), 2: i64(100), 3: i64(rows) }));
  const columns = elements.filter(({ name }) => !name.includes(".")).length;
  const root = struct({ 4: text("root"), 5: i32(columns) });
  const footer = struct({ 1: i32(1), 2: list(12, root, ...schema), 3: i64(rows), 4: groups });
  return { footer, chunks: [leaves.map(({ pages }) => ({ pages, indexes: [], codec: 0 }))] };
}

/** A V1 page; encodings 0 PLAIN, 3 RLE. */
export function page(values: number, body: readonly number[] | Uint8Array, encoding = 0): PagePart {
  const data = struct({ 1: i32(values), 2: i32(encoding), 3: i32(3), 4: i32(3) });
  return {
    header: struct({ 1: i32(0), 2: i32(0), 3: i32(0), 5: data }),
    levels: new Uint8Array(),
    body: Uint8Array.from(body),
  };
}

/** Levels of a V1 page, in runs of [count, level]. */
export function levels(...runs: readonly (readonly [number, number])[]): number[] {
  const bytes = runs.flatMap(([count, level]) => [count << 1, level]);
  return [bytes.length, 0, 0, 0, ...bytes];
}

export const ints = (...values: readonly number[]): number[] => [...new Uint8Array(Int32Array.from(values).buffer)];

/** A column chunk of one page. */
export const leafOf = (values: number, body: readonly number[]): Leaf => ({
  type: INT32,
  values,
  pages: [page(values, body)],
});
