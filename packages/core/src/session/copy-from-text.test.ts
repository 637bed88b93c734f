// COPY FROM lines of text, beside what PostgreSQL 18 made of the same lines.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, mock, test } from "node:test";
import { FfqError } from "../common/error.ts";
import { TextReader } from "../format/csv/read-text.ts";
import { Engine } from "./engine.ts";

let folder: string;
let engine: Engine;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "ffq-copy-from-"));
  engine = await Engine.create({ threads: 0 });
  await engine.execute("create table target (a int, b text, c numeric(5,2), d bool)");
});
after(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** Lines, options, and the rows or the SQLSTATE and message. */
const ANSWERS: readonly (readonly [lines: string, options: string, answer: string | readonly object[]])[] = [
  ["1,x\n", "format csv", '22P04 missing data for column "c"'],
  ["1,x,2,t,5\n", "format csv", "22P04 extra data after last expected column"],
  ['1,"x,2,t\n', "format csv", "22P04 unterminated CSV quoted field"],
  ['a,b,c,d\n1,,"",t\n', "format csv, header", '22P02 invalid input syntax for type numeric: ""'],
  [
    "x,b,c,d\n1,,2,t\n",
    "format csv, header match",
    '22P04 column name mismatch in header line field 1: got "x", expected "a"',
  ],
  ["q,x,2,t\n", "format csv", '22P02 invalid input syntax for type integer: "q"'],
  ["1,x,1234,t\n", "format csv", "22003 numeric field overflow"],
  [
    "1\tx\t\\N\tt\n2\ta\\tb\\nc\\\\\\x41\\101\t1.005\tf\n\\.\nrest",
    "format text",
    [
      { a: 1, b: "x", c: null, d: true },
      { a: 2, b: "a\tb\nc\\AA", c: "1.01", d: false },
    ],
  ],
  [
    '1,"a""b",2,"t"\r\n2,c"d,e"f,3,f\r\n',
    "format csv",
    [
      { a: 1, b: 'a"b', c: "2.00", d: true },
      { a: 2, b: "cd,ef", c: "3.00", d: false },
    ],
  ],
  ["1,x,2,t", "format csv", [{ a: 1, b: "x", c: "2.00", d: true }]],
  ["\n", "format csv", '22P04 missing data for column "b"'],
  ["1,x,2,t\n\n", "format csv", '22P04 missing data for column "b"'],
  ["a,b\n", "format csv, header match", "22P04 wrong number of fields in header line: got 2, expected 4"],
  ["1\tx\n", "format text", '22P04 missing data for column "c"'],
  ["1\tx\t2\tt\t3\n", "format text", "22P04 extra data after last expected column"],
  ["1\t\\", "format text", '22P04 missing data for column "c"'],
  [
    '1,N,2,t\n2,"N",3,f\n',
    "format csv, null 'N'",
    [
      { a: 1, b: null, c: "2.00", d: true },
      { a: 2, b: "N", c: "3.00", d: false },
    ],
  ],
  ["1;x\\;y;2;t\n", "format text, delimiter ';'", [{ a: 1, b: "x;y", c: "2.00", d: true }]],
  ["1|it's|2|t\n2|'a''b|c'|3|f\n", "format csv, delimiter '|', quote ''''", "22P04 unterminated CSV quoted field"],
  ['1,"a\\"b\\\\c\\d",2,t\n', "format csv, escape '\\'", [{ a: 1, b: 'a"b\\c\\d', c: "2.00", d: true }]],
  ['1,"multi\nline",2,t\n2,q,zz,t\n', "format csv", '22P02 invalid input syntax for type numeric: "zz"'],
  ["\\N\t\\N\t\\N\t\\N\n", "format text", [{ a: null, b: null, c: null, d: null }]],
  ["\\x31\t\\x\t1\tt\n", "format text", [{ a: 1, b: "x", c: "1.00", d: true }]],
  ["1\tx\r\n", "format text", '22P04 missing data for column "c"'],
  [",,,\n", "format csv", [{ a: null, b: null, c: null, d: null }]],
  [
    '1,,2,t\n2,"",3,f\n',
    "format csv, force_null (b)",
    [
      { a: 1, b: null, c: "2.00", d: true },
      { a: 2, b: null, c: "3.00", d: false },
    ],
  ],
  [
    '1,,2,t\n2,"",3,f\n',
    "format csv, force_not_null *",
    [
      { a: 1, b: "", c: "2.00", d: true },
      { a: 2, b: "", c: "3.00", d: false },
    ],
  ],
  [
    '1,N,2,t\n2,"N",3,f\n',
    "format csv, null 'N', force_not_null (b), force_null (a, b)",
    [
      { a: 1, b: "N", c: "2.00", d: true },
      { a: 2, b: null, c: "3.00", d: false },
    ],
  ],
  [",x,2,t\n", "format csv, force_not_null *", '22P02 invalid input syntax for type integer: ""'],
  ["", "format text, force_null (a)", "0A000 COPY FORCE_NULL requires CSV mode"],
  ["", "format csv, force_null (z)", '42703 column "z" of relation "target" does not exist'],
  ["", "format csv", []],
  ["", "format csv, header", []],
  // Beside PostgreSQL 18, also where bytes of a letter are missing.
  ["1\ta\t1\tt\n\\.abc\n2\tb\t1\tt\n", "format text", "22P04 end-of-copy marker is not alone on its line"],
  ["1\ta\t1\tt\n\\.", "format text", "22P04 end-of-copy marker is not alone on its line"],
  ["1\ta\t1\tt\n2\tx\\.\n", "format text", "22P04 end-of-copy marker is not alone on its line"],
  ["1\tb\\.c\t1\tt\n", "format text", "22P04 end-of-copy marker is not alone on its line"],
  ["1\ta\t1\tt\r\n\\.\r\nrest", "format text", [{ a: 1, b: "a", c: "1.00", d: true }]],
  ["1\ta\\\\.\t1\tt\n", "format text", [{ a: 1, b: "a\\.", c: "1.00", d: true }]],
  ["1,a,NaN,t\n", "format csv", "0A000 NaN in a numeric with a precision is not supported"],
  ["1,é,2,t\n", "format csv", [{ a: 1, b: "é", c: "2.00", d: true }]],
];

async function answerOf(sql: string): Promise<string | readonly object[]> {
  await engine.query("truncate target");
  try {
    const { rowCount } = await engine.query(sql);
    const rows = await (await engine.query("select * from target")).rows();
    assert.equal(rowCount, rows.length);
    return rows;
  } catch (thrown) {
    assert.ok(thrown instanceof FfqError);
    assert.deepEqual(await (await engine.query("select * from target")).rows(), []);
    return `${thrown.sqlstate} ${thrown.message}`;
  }
}

test("every form of lines", async () => {
  const path = join(folder, "lines");
  for (const [lines, options, answer] of ANSWERS) {
    writeFileSync(path, lines);
    assert.deepEqual(await answerOf(`copy target from '${path}' (${options})`), answer, `${options}: ${lines}`);
  }
});

test("bytes that are no UTF-8, and the line of an error", async () => {
  const path = join(folder, "bytes.csv");
  writeFileSync(path, Buffer.from("1,a,2,t\n1,\xff,2,t\n", "latin1"));
  assert.equal(await answerOf(`copy target from '${path}'`), '22021 invalid byte sequence for encoding "UTF8": 0xff');
  writeFileSync(path, 'a,b,c,d\n1,"two\nlines",2,t\n3,x\n');
  await assert.rejects(engine.query(`copy target from '${path}' (header)`), { context: { line: "4" } });
});

/** What is wrong in which line of many, and what a COPY of them tells of: the first in the file. */
const FIRST_ERRORS: readonly (readonly [wrong: Readonly<Record<number, string>>, line: string, message: string])[] = [
  [{ 20001: "q,a,1,t" }, "20001", 'invalid input syntax for type integer: "q"'],
  [{ 6: "q,a,1,t", 20001: "1,\xff,1,t" }, "6", 'invalid input syntax for type integer: "q"'],
  [{ 1: "q,a,1,t", 2: "1,\xff,1,t" }, "1", 'invalid input syntax for type integer: "q"'],
  [{ 1: "1,\xff,1,t" }, "1", 'invalid byte sequence for encoding "UTF8": 0xff'],
  [{ 20001: "1,a\0,1,t" }, "20001", 'invalid byte sequence for encoding "UTF8": 0x00'],
  // Split between two rows, the bytes of a letter are none.
  [{ 7: "1,a\xc3,1,t", 8: "1,\xa9b,1,t" }, "7", 'invalid byte sequence for encoding "UTF8": 0xc3 0x2c'],
  [{ 9: "1,a", 3: "1,\xff,1,t" }, "3", 'invalid byte sequence for encoding "UTF8": 0xff'],
  [{ 4: "1,\xc3\xa9\xff,1,t" }, "4", 'invalid byte sequence for encoding "UTF8": 0xff'],
  [{ 4: "1,abc\x80,1,t" }, "4", 'invalid byte sequence for encoding "UTF8": 0x80'],
  [{ 4: "1,\xe6\xbcx,1,t" }, "4", 'invalid byte sequence for encoding "UTF8": 0xe6 0xbc 0x78'],
  [{ 4: "1,\xe6\xbc,1,t" }, "4", 'invalid byte sequence for encoding "UTF8": 0xe6 0xbc 0x2c'],
  [{ 4: "1,\xf5\x80\x80\x80,1,t" }, "4", 'invalid byte sequence for encoding "UTF8": 0xf5 0x80 0x80 0x80'],
  [{ 8: "1,a,NaN,t" }, "8", "NaN in a numeric with a precision is not supported"],
  // A column is read before the next one, but the file goes by rows.
  [{ 40: "q,a,1,t", 39: "1,a,zz,t" }, "39", 'invalid input syntax for type numeric: "zz"'],
  [{ 5: '1,"two\nlines",1,t', 30000: "1,a,9999,t" }, "30001", "numeric field overflow"],
  [{ 5: '1,"two\nlines",1,t', 6: '1,"two\nlines",zz,t' }, "8", 'invalid input syntax for type numeric: "zz"'],
];

for (const threads of [0, 2]) {
  test(`the first error of many lines, with its line: ${threads} threads`, async () => {
    const path = join(folder, `errors-${threads}.csv`);
    const own = await Engine.create({ threads });
    try {
      await own.execute("create table target (a int, b text, c numeric(5,2), d bool)");
      for (const [wrong, line, message] of FIRST_ERRORS) {
        const lines = Array.from({ length: 40_000 }, (_, at) => wrong[at + 1] ?? `${at},b${at},1.5,t`);
        writeFileSync(path, Buffer.from(lines.join("\n"), "latin1"));
        await assert.rejects(own.query(`copy target from '${path}'`), { message, context: { line } });
      }
    } finally {
      await own.close();
    }
  });
}

for (const [format, of] of [
  ["csv", (at: number) => `${at},"a ""${at}"" b",${at % 100 === 7 ? "" : `"two\nlines, ${at}"`},${at % 9}`],
  ["text", (at: number) => `${at}\ta "${at}" b\t${at % 100 === 7 ? "\\N" : `two\\nlines, ${at}`}\t${at % 9}`],
] as const) {
  test(`${format}: quotes, escapes and NULL in rows that go as they lie, with others among them`, async () => {
    const path = join(folder, `escaped.${format}`);
    const rows = 30_000;
    // Read byte by byte: a row without an end, and octal digits or a quote in the middle.
    const odd =
      format === "csv" ? '20000,a "20000" b,"two\nlines, 20000",2' : '20000\ta \\04220000" b\ttwo\\nlines, 20000\t2';
    const lines = Array.from({ length: rows }, (_, at) => (at === 20_000 ? odd : of(at)));
    writeFileSync(path, lines.join("\n"));
    await engine.execute("drop table if exists escaped; create table escaped (n int, quoted text, lines text, m int)");
    assert.equal((await engine.query(`copy escaped from '${path}' (format ${format})`)).rowCount, rows);
    const wrong = `select count(*) as n from escaped where m <> n % 9
      or quoted <> case when n = 20000 and '${format}' = 'csv' then 'a 20000 b' else 'a "' || n || '" b' end
      or lines is distinct from case when n % 100 <> 7 then 'two' || chr(10) || 'lines, ' || n end`;
    assert.deepEqual(await (await engine.query(wrong)).rows(), [{ n: 0n }]);
    const [sum] = (await (await engine.query("select count(distinct n) as n from escaped")).rows()) as { n: bigint }[];
    assert.equal(sum?.n, BigInt(rows));
  });
}

test("a NULL that a column cannot have is found with what else is wrong, in the file's order, and the file is read once", async () => {
  const path = join(folder, "nulls.csv");
  await engine.execute("create table strict (a numeric(5,2), b text not null)");
  const asked = async (lines: string, expected: object): Promise<void> => {
    writeFileSync(path, lines);
    await assert.rejects(engine.query(`copy strict from '${path}'`), expected);
  };
  const missing = { sqlstate: "23502", context: { table: "strict", column: "b", line: "1" } };
  await asked("1,\nq,b\n", missing);
  await asked("q,b\n1,\n", { sqlstate: "22P02", context: { line: "1" } });
  const reads = mock.method(TextReader.prototype, "end");
  await asked("1,b\n1234,b\n", { sqlstate: "22003", message: "numeric field overflow", context: { line: "2" } });
  assert.equal(reads.mock.callCount(), 1);
  reads.mock.restore();
});

test("a time limit is one of all batches", async () => {
  const path = join(folder, "limit.csv");
  const lines = Array.from({ length: 600_000 }, (_, at) => `${at},b${at},1.5,t`);
  writeFileSync(path, lines.join("\n"));
  await assert.rejects(engine.query(`copy target from '${path}'`, { timeoutMs: 20 }), { code: "TIMEOUT" });
  assert.deepEqual(await (await engine.query("select * from target")).rows(), []);
});

test("columns that are named, defaults for the others, lengths that are refused", async () => {
  const path = join(folder, "named.csv");
  await engine.execute("create table named (a int default 7, b varchar(3), c date)");
  writeFileSync(path, "2020-01-02,abc\n");
  await engine.query(`copy named (c, b) from '${path}'`);
  assert.deepEqual(await (await engine.query("select * from named")).rows(), [{ a: 7, b: "abc", c: "2020-01-02" }]);
  writeFileSync(path, "2020-01-02,abcd\n");
  const message = "value too long for type character varying(3)";
  await assert.rejects(engine.query(`copy named (c, b) from '${path}'`), { sqlstate: "22001", message });
  await assert.rejects(engine.query(`copy named from '${path}' (format csv, force_quote *)`), { sqlstate: "0A000" });
  await assert.rejects(engine.query(`copy named from '${path}.none'`), { code: "FILE_NOT_FOUND" });
});

test("many batches there and back", async () => {
  const path = join(folder, "many.csv");
  const rows = "select x as a, 'text, ' || x as b, x / 100.0 as c, x % 2 = 0 as d from generate_series(1, 40000) g(x)";
  await engine.execute(
    `truncate target; copy (${rows}) to '${path}' (header); copy target from '${path}' (header match)`,
  );
  const different = `select count(*) as n from (select * from target except all (${rows})) v`;
  assert.deepEqual(await (await engine.query(different)).rows(), [{ n: 0n }]);
  assert.deepEqual(await (await engine.query("select count(*) as n from target")).rows(), [{ n: 40000n }]);
});

for (const [threads, limit] of [
  [0, undefined],
  [1, undefined],
  [2, undefined],
  [2, "64MB"],
] as const) {
  test(`batches side by side: ${threads} threads${limit === undefined ? "" : `, ${limit}`}`, async () => {
    const path = join(folder, `side-${threads}.csv`);
    const own = await Engine.create({ threads, ...(limit === undefined ? {} : { memoryLimit: limit }) });
    try {
      await own.execute("create table target (a int, b text, c numeric(5,2), d bool)");
      const lines = Array.from({ length: 120_000 }, (_, at) => `${at},b${at},${at % 999}.25,${at % 3 > 0 ? "t" : "f"}`);
      writeFileSync(path, lines.join("\n"));
      assert.equal((await own.query(`copy target from '${path}'`)).rowCount, lines.length);
      // Rows of a table in memory come in the order in which they went in.
      const rows = (await (await own.query("select a, b, c, d from target")).rows()) as { a: number; b: string }[];
      assert.deepEqual(
        rows.map(({ a, b }) => `${a} ${b}`),
        lines.map((_, at) => `${at} b${at}`),
      );
      // What is wrong comes up in the order of the lines, whoever finds it first.
      const wrong = (at: number, line: string): void => void lines.splice(at, 1, line);
      wrong(60_001, "60001,missing");
      wrong(60_000, "60000,b,not a number,t");
      writeFileSync(path, lines.join("\n"));
      await assert.rejects(own.query(`copy target from '${path}'`), {
        message: 'invalid input syntax for type numeric: "not a number"',
      });
      wrong(20_000, "20000,missing");
      writeFileSync(path, lines.join("\n"));
      await assert.rejects(own.query(`copy target from '${path}'`), { message: 'missing data for column "c"' });
      const [left] = (await (await own.query("select count(*) as n from target")).rows()) as { n: bigint }[];
      assert.equal(left?.n, 120_000n);
      wrong(20_000, "20000,b,1,t");
      wrong(60_000, "60000,b,1,t");
      wrong(60_001, "60001,b,1,t");
      writeFileSync(path, lines.join("\n"));
      assert.equal((await own.query(`copy target from '${path}'`)).rowCount, lines.length);
    } finally {
      await own.close();
    }
  });
}

test("pieces of any size give the same values", () => {
  const lines = '1,"a ""b"" c",x\r\n2,"two\nlines",\r\n3,,"é"';
  const bytes = new TextEncoder().encode(lines);
  const format = {
    kind: "csv",
    delimiter: ",",
    nullText: "",
    header: false,
    quote: '"',
    escape: '"',
    forceQuote: [],
  } as const;
  const read = (size: number): unknown => {
    const reader = new TextReader(["a", "b", "c"], format, false);
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
    reader.end();
    return reader.take().map((rows) => {
      assert.ok(rows.kind === "columns");
      return rows.batch.columns.map(({ data, offsets, validity }) => [data, offsets, validity]);
    });
  };
  const whole = read(bytes.length);
  for (const size of [1, 2, 3, 7, 63, 64, 65]) assert.deepEqual(read(size), whole, `${size} bytes`);
});
