// Edge cases of the format, as public collections of Parquet files have them, made again: each is a file built from
// parts, or one of DuckDB's changed in one respect. What a reader must make of it follows from the format's text.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { Engine } from "@ffq/client";
import { type Duck, openDuck } from "./duckdb.ts";
import { textRows } from "./engine-answers.ts";
import {
  type Element,
  fileOf,
  INT32,
  i64,
  ints,
  leafOf,
  levels,
  page,
  struct,
  text,
} from "./fuzz/parquet/build-file.ts";
import { type FileParts, joinFile, splitFile } from "./fuzz/parquet/file-parts.ts";
import {
  dropField,
  fieldOf,
  listOf,
  setNumber,
  structOf,
  type ThriftStruct,
  type ThriftValue,
} from "./fuzz/parquet/thrift-value.ts";

let folder = "";
let duck: Duck;
let engine: Engine;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "ffq-edges-"));
  duck = await openDuck(1);
  engine = await Engine.create({ threads: 0 });
});
after(async () => {
  await engine.close();
  duck.close();
  rmSync(folder, { recursive: true });
});

async function rowsOf(
  parts: FileParts | Uint8Array,
  sql = "SELECT * FROM file",
): Promise<readonly (readonly (string | null)[])[]> {
  const path = join(folder, "edge.parquet");
  writeFileSync(path, parts instanceof Uint8Array ? parts : joinFile(parts));
  return textRows(engine, sql.replace("file", `'${path}'`));
}

const lists: readonly {
  readonly name: string;
  readonly elements: readonly Element[];
  readonly definitions: readonly (readonly [number, number])[];
}[] = [
  {
    name: "three levels, any names",
    elements: [
      { name: "a", repetition: 1, children: 1, converted: 3 },
      { name: "a.bag", repetition: 2, children: 1 },
      { name: "a.bag.item", type: INT32, repetition: 1 },
    ],
    definitions: [
      [2, 3],
      [1, 1],
      [1, 0],
      [1, 3],
    ],
  },
  {
    name: "a converted type beside a logical type that groups cannot have",
    elements: [
      { name: "a", repetition: 1, children: 1, converted: 3, logical: 15 },
      { name: "a.list", repetition: 2, children: 1 },
      { name: "a.list.element", type: INT32, repetition: 1 },
    ],
    definitions: [
      [2, 3],
      [1, 1],
      [1, 0],
      [1, 3],
    ],
  },
  {
    name: "two levels: the repeated field is the element",
    elements: [
      { name: "a", repetition: 1, children: 1, converted: 3 },
      { name: "a.array", type: INT32, repetition: 2 },
    ],
    definitions: [
      [2, 2],
      [1, 1],
      [1, 0],
      [1, 2],
    ],
  },
];
for (const { name, elements, definitions } of lists) {
  test(`lists of ${name}`, async () => {
    const body = [...levels([1, 0], [1, 1], [3, 0]), ...levels(...definitions), ...ints(1, 2, 3)];
    assert.deepEqual(await rowsOf(fileOf(4, elements, [leafOf(5, body)])), [["{1,2}"], ["{}"], [null], ["{3}"]]);
  });
}

test("a repeated field outside of a list is one", async () => {
  const body = [...levels([1, 0], [1, 1], [1, 0]), ...levels([2, 1], [1, 0]), ...ints(7, 8)];
  const parts = fileOf(2, [{ name: "a", type: INT32, repetition: 2 }], [leafOf(3, body)]);
  assert.deepEqual(await rowsOf(parts), [["{7,8}"], ["{}"]]);
});

test("a row that goes on in the next page", async () => {
  const pages = [
    page(2, [...levels([1, 0], [1, 1]), ...levels([2, 1]), ...ints(1, 2)]),
    page(3, [...levels([1, 1], [2, 0]), ...levels([3, 1]), ...ints(3, 4, 5)]),
  ];
  const parts = fileOf(3, [{ name: "a", type: INT32, repetition: 2 }], [{ type: INT32, values: 5, pages }]);
  assert.deepEqual(await rowsOf(parts), [["{1,2,3}"], ["{4}"], ["{5}"]]);
});

test("levels that are packed from the most significant bit on", async () => {
  // Definition levels 1 0 1 1 0 0 0 0 | 1 and, of a list, repetition levels 0 1 0 with definition levels 1 1 0.
  const nullable = page(9, [0b1011_0000, 0b1000_0000, ...ints(1, 3, 4, 9)]);
  const inList = page(3, [0b0100_0000, 0b1100_0000, ...ints(5, 6)]);
  for (const { header } of [nullable, inList]) {
    for (const id of [3, 4]) setNumber(structOf(header, 5) as ThriftStruct, id, 5, 4);
  }
  const flat = fileOf(9, [{ name: "a", type: INT32, repetition: 1 }], [{ type: INT32, values: 9, pages: [nullable] }]);
  assert.deepEqual(
    (await rowsOf(flat)).map(([value]) => value),
    ["1", null, "3", "4", null, null, null, null, "9"],
  );
  const nested = fileOf(2, [{ name: "a", type: INT32, repetition: 2 }], [{ type: INT32, values: 3, pages: [inList] }]);
  assert.deepEqual(await rowsOf(nested), [["{5,6}"], ["{}"]]);
});

test("pages of NULLs only have no values", async () => {
  const pages = [page(2, levels([2, 0])), page(1, [...levels([1, 1]), ...ints(5)]), page(3, levels([3, 0]))];
  const parts = fileOf(6, [{ name: "a", type: INT32, repetition: 1 }], [{ type: INT32, values: 6, pages }]);
  assert.deepEqual(await rowsOf(parts), [[null], [null], ["5"], [null], [null], [null]]);
});

test("levels that go on with a list and are no element of it are refused", async () => {
  const body = [...levels([1, 0], [1, 1]), ...levels([1, 1], [1, 0]), ...ints(7)];
  const parts = fileOf(1, [{ name: "a", type: INT32, repetition: 2 }], [leafOf(2, body)]);
  await assert.rejects(rowsOf(parts), { code: "BAD_FILE" });
});

test("decimals of more digits than 128 bits hold", async () => {
  const numbers = [
    "0",
    "1",
    "-1",
    "99999",
    "-100000000",
    "12345678901234567890123456789012345678901234567890",
    "-70000000000000000000000000000000000000000",
  ];
  const bytes = (value: bigint, length: number): number[] =>
    Array.from({ length }, (_, at) =>
      Number((BigInt.asUintN(length * 8, value) >> BigInt(8 * (length - 1 - at))) & 255n),
    );
  for (const scale of [0, 1, 2, 3, 4, 9]) {
    const want = numbers.map((digits) => {
      const [sign, magnitude] = digits.startsWith("-") ? ["-", digits.slice(1)] : ["", digits];
      const padded = magnitude.padStart(scale + 1, "0");
      return [scale === 0 ? digits : `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`];
    });
    const element = { name: "d", repetition: 0, converted: 5, decimal: [50, scale] } as const;
    const fixed = numbers.flatMap((digits) => bytes(BigInt(digits), 22));
    const parts = fileOf(7, [{ ...element, type: 7, length: 22 }], [{ type: 7, values: 7, pages: [page(7, fixed)] }]);
    assert.deepEqual(await rowsOf(parts), want);
    const lengths = [1, 1, 1, 4, 5, 21, 40];
    const arrays = numbers.flatMap((digits, at) => [
      lengths[at] as number,
      0,
      0,
      0,
      ...bytes(BigInt(digits), lengths[at] as number),
    ]);
    const others = fileOf(7, [{ ...element, type: 6 }], [{ type: 6, values: 7, pages: [page(7, arrays)] }]);
    assert.deepEqual(await rowsOf(others), want);
  }
});

async function duckFile(select: string, options = "CODEC uncompressed"): Promise<FileParts> {
  const path = join(folder, "duckdb.parquet");
  await duck.run(`COPY (${select}) TO '${path}' (FORMAT parquet, ${options})`);
  return splitFile(readFileSync(path));
}

const leavesOf = ({ footer }: FileParts): ThriftStruct[] =>
  listOf(listOf(footer, 4)[0] as ThriftStruct, 1).map((chunk) => chunk as ThriftStruct);

test("gzip of several members", async () => {
  const parts = await duckFile("SELECT i FROM range(1000) AS r(i)");
  for (const part of parts.chunks[0] ?? []) part.codec = 2;
  const members = (body: Uint8Array): Uint8Array => {
    const middle = body.length >> 1;
    return Buffer.concat([gzipSync(body.subarray(0, middle)), gzipSync(body.subarray(middle))]);
  };
  assert.deepEqual(await rowsOf(joinFile(parts, members), "SELECT sum(i), count(*) FROM file"), [["499500", "1000"]]);
});

test("LZ4 in Hadoop's frames, of one block and of several", async () => {
  const parts = await duckFile("SELECT i FROM range(1000) AS r(i)");
  for (const part of parts.chunks[0] ?? []) part.codec = 5;
  const frames = (body: Uint8Array): Uint8Array => {
    const middle = Math.min(body.length, 3000);
    const blocks = [body.subarray(0, 100), body.subarray(100, middle)].map(lz4Literals);
    const first = [word(middle), ...blocks.flatMap((block) => [word(block.length), block])];
    if (middle === body.length) return Buffer.concat(first);
    const rest = lz4Literals(body.subarray(middle));
    return Buffer.concat([...first, word(body.length - middle), word(rest.length), rest]);
  };
  assert.deepEqual(await rowsOf(joinFile(parts, frames), "SELECT sum(i), count(*) FROM file"), [["499500", "1000"]]);
  // What others wrote under the same number: a block and nothing else.
  assert.deepEqual(await rowsOf(joinFile(parts, lz4Literals), "SELECT sum(i), count(*) FROM file"), [
    ["499500", "1000"],
  ]);
});

/** Big-endian. */
function word(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** An LZ4 block of literals only. */
function lz4Literals(body: Uint8Array): Uint8Array {
  if (body.length < 15) return Buffer.concat([Uint8Array.of(body.length << 4), body]);
  const head = [0xf0];
  let rest = body.length - 15;
  for (; rest >= 255; rest -= 255) head.push(255);
  return Buffer.concat([Uint8Array.from([...head, rest]), body]);
}

test("a column that FFQ has no type for refuses only itself", async () => {
  const parts = await duckFile("SELECT i::INTEGER AS i, i::DECIMAL(9,2) AS d, 'x' || i AS t FROM range(3) AS r(i)");
  const schema = listOf(parts.footer, 2).map((element) => element as ThriftStruct);
  const decimal = schema[2] as ThriftStruct;
  // GEOMETRY, the logical type 17, of the text column; the decimal becomes one of 60 digits.
  const geometry = schema[3] as ThriftStruct;
  dropField(geometry, 6);
  dropField(geometry, 10);
  geometry.fields.push({ id: 10, value: struct({ 17: struct({}) }) });
  assert.ok(structOf(decimal, 10) !== undefined || fieldOf(decimal, 6) !== undefined);
  const path = join(folder, "typeless.parquet");
  writeFileSync(path, joinFile(parts));
  assert.deepEqual(await textRows(engine, `SELECT i, d FROM '${path}' WHERE i > 0`), [
    ["1", "1.00"],
    ["2", "2.00"],
  ]);
  await assert.rejects(textRows(engine, `SELECT t FROM '${path}'`), {
    code: "UNSUPPORTED",
    sqlstate: "0A000",
    message: 'Parquet type BYTE_ARRAY (GEOMETRY) of column "t" is not supported',
  });
});

test("encrypted files and columns are refused, the other columns read", async () => {
  const parts = await duckFile("SELECT i::INTEGER AS open, i::INTEGER AS secret FROM range(3) AS r(i)");
  const secret = leavesOf(parts)[1] as ThriftStruct;
  secret.fields.push({ id: 8, value: struct({ 1: struct({}) }) }, { id: 9, value: text("sealed") });
  const path = join(folder, "encrypted.parquet");
  const bytes = joinFile(parts);
  writeFileSync(path, bytes);
  assert.deepEqual(await textRows(engine, `SELECT sum(open) FROM '${path}'`), [["3"]]);
  await assert.rejects(textRows(engine, `SELECT secret FROM '${path}'`), {
    code: "UNSUPPORTED",
    message: 'encrypted Parquet column "secret" is not supported',
  });
  writeFileSync(path, Buffer.concat([bytes.subarray(0, -4), Buffer.from("PARE")]));
  await assert.rejects(textRows(engine, `SELECT open FROM '${path}'`), {
    code: "UNSUPPORTED",
    message: "an encrypted Parquet file is not supported",
  });
});

test("a footer without statistics, sizes of dictionaries and orders", async () => {
  const parts = await duckFile("SELECT i, 'word ' || i % 7 AS w FROM range(3000) AS r(i)");
  dropField(parts.footer, 7);
  for (const leaf of leavesOf(parts)) {
    const meta = structOf(leaf, 3) as ThriftStruct;
    for (const id of [12, 13, 16]) dropField(meta, id);
  }
  const sql = "SELECT count(*), sum(i) FROM file WHERE w = 'word 3' AND i > 2000";
  assert.deepEqual(await rowsOf(parts, sql), [["143", "357786"]]);
});

test("statistics are believed, and whatever is wrong with them otherwise costs nothing", async () => {
  const build = (): Promise<FileParts> => duckFile("SELECT i FROM range(1000) AS r(i)");
  const set = (parts: FileParts, fields: Readonly<Record<number, ThriftValue>>): FileParts => {
    const meta = structOf(leavesOf(parts)[0] as ThriftStruct, 3) as ThriftStruct;
    dropField(meta, 12);
    meta.fields.push({ id: 12, value: struct(fields) });
    return parts;
  };
  const long = (value: bigint): ThriftValue => ({
    kind: "binary",
    value: new Uint8Array(BigInt64Array.of(value).buffer),
  });
  const count = "SELECT count(*) FROM file WHERE i >= 500";
  // Bounds that exclude what is there: the row group is passed over, as by every reader that skips by statistics.
  assert.deepEqual(await rowsOf(set(await build(), { 5: long(100n), 6: long(0n) }), count), [["0"]]);
  // The wrong way round, too short, or an impossible number of NULLs: not used.
  assert.deepEqual(await rowsOf(set(await build(), { 5: long(0n), 6: long(100n) }), count), [["500"]]);
  assert.deepEqual(await rowsOf(set(await build(), { 5: text("x"), 6: text("") }), count), [["500"]]);
  assert.deepEqual(await rowsOf(set(await build(), { 3: i64(-5) }), count), [["500"]]);
  // Only plans are guided by how many different values there are.
  assert.deepEqual(await rowsOf(set(await build(), { 4: i64(1) }), "SELECT count(DISTINCT i) FROM file"), [["1000"]]);
});

test("no rows, and no row groups", async () => {
  const path = join(folder, "empty.parquet");
  await duck.run(`COPY (SELECT 1 AS i WHERE false) TO '${path}' (FORMAT parquet)`);
  assert.deepEqual(await textRows(engine, `SELECT count(*), sum(i) FROM '${path}'`), [["0", null]]);
  const parts = await duckFile("SELECT i FROM range(10) AS r(i)");
  const group = listOf(parts.footer, 4)[0] as ThriftStruct;
  setNumber(group, 3, 6, 0);
  setNumber(parts.footer, 3, 6, 0);
  assert.deepEqual(await rowsOf(parts), []);
});

test("columns of one name", async () => {
  const parts = await duckFile("SELECT 1 AS a, 2 AS b, 3 AS a_1");
  const b = listOf(parts.footer, 2)[2] as ThriftStruct;
  dropField(b, 4);
  b.fields.push({ id: 4, value: text("a") });
  assert.deepEqual(await rowsOf(parts, "SELECT a, a_2, a_1 FROM file"), [["1", "2", "3"]]);
});
