import assert from "node:assert/strict";
import { before, test } from "node:test";
import { FfqError, type Span } from "../common/error.ts";
import { parseSql } from "./parse.ts";
import { loadParser } from "./parser-loader.ts";
import { walk } from "./walk.ts";

before(() => loadParser());

interface ErrorRow {
  readonly sql: string;
  readonly message: string;
  /** The stretch of `sql` that is underlined, and which occurrence of it; "" is the end of the text. */
  readonly at: string;
  readonly nth?: number;
  readonly sqlstate?: string;
  readonly hint?: string;
  readonly code?: string;
}

// Messages and SQLSTATEs are PostgreSQL's; places are what its cursor points at, as UTF-16.
const errors: readonly ErrorRow[] = [
  {
    sql: "SELECT 1 FRM tt x",
    message: 'syntax error at or near "tt"',
    at: "tt",
    hint: 'Perhaps you meant FROM instead of "FRM".',
  },
  {
    sql: "selct 1",
    message: 'syntax error at or near "selct"',
    at: "selct",
    hint: 'Perhaps you meant SELECT instead of "selct".',
  },
  {
    sql: "SELECT 'é', FROM t",
    message: 'syntax error at or near "FROM"',
    at: "FROM",
    hint: "Remove the comma before it.",
  },
  {
    sql: "SELECT '😀😀', \"日本\" FROM FROM",
    message: 'syntax error at or near "FROM"',
    at: "FROM",
    nth: 1,
    hint: '"from" is a reserved word: write it in double quotes to use it as a name.',
  },
  { sql: "SELECT (1", message: "syntax error at end of input", at: "", hint: "A bracket is not closed." },
  { sql: "SELECT 1 1", message: 'syntax error at or near "1"', at: "1", nth: 1 },
  {
    sql: "SELECT '😀' || 'open",
    message: 'unterminated quoted string at or near "\'open"',
    at: "'open",
    hint: "Close it with '. Inside a string a quote is written twice: ''.",
  },
  {
    sql: 'SELECT "open',
    message: 'unterminated quoted identifier at or near ""open"',
    at: '"open',
    hint: 'Close it with ". Strings are written in single quotes.',
  },
  {
    sql: "SELECT 1 /* é /* */",
    message: 'unterminated /* comment at or near "/* é /* */"',
    at: "/* é /* */",
    hint: "Close it with */. Comments nest.",
  },
  { sql: "SELECT 'a' -- é\n'b' 'c'", message: "syntax error at or near \"'c'\"", at: "'c'" },
  {
    sql: "SELECT $a$ x",
    message: 'unterminated dollar-quoted string at or near "$a$ x"',
    at: "$a$ x",
    hint: "Close it with the same tag that opened it.",
  },
  {
    sql: "SELECT 12abc",
    message: 'trailing junk after numeric literal at or near "12abc"',
    at: "12abc",
    hint: "Put a blank after the number, or quote the name that begins with it.",
  },
  {
    sql: 'SELECT ""',
    message: 'zero-length delimited identifier at or near """"',
    at: '""',
    hint: "An empty string is written ''.",
  },
  {
    sql: "SELECT 1 LIMIT 1, 2",
    message: "LIMIT #,# syntax is not supported",
    at: "LIMIT",
    hint: "Use separate LIMIT and OFFSET clauses.",
  },
  {
    sql: "SELECT * FROM aa.b.c.d",
    message: "improper qualified name (too many dotted names): aa.b.c.d",
    at: "aa",
  },
  {
    sql: "SELECT 'é', e'\\u12'",
    message: "invalid Unicode escape",
    at: "\\",
    sqlstate: "22025",
    hint: "Unicode escapes must be \\uXXXX or \\UXXXXXXXX.",
  },
  {
    sql: "SELECT 'é', U&'\\zz'",
    message: "invalid Unicode escape",
    at: "\\zz'",
    hint: "Unicode escapes must be \\XXXX or \\+XXXXXX.",
  },
  {
    sql: "SELECT sum(a) OVER (ROWS UNBOUNDED FOLLOWING)",
    message: "frame start cannot be UNBOUNDED FOLLOWING",
    at: "UNBOUNDED",
    sqlstate: "42P20",
  },
  {
    sql: "SELECT 1::float(99)",
    message: "precision for type float must be less than 54 bits",
    at: "99",
    sqlstate: "22023",
  },
  {
    sql: "CREATE ASSERTION a CHECK (true)",
    message: "CREATE ASSERTION is not yet implemented",
    at: "CREATE",
    sqlstate: "0A000",
    code: "UNSUPPORTED",
  },
  {
    sql: "SELECT 'é', ?",
    message: "syntax error at end of input",
    at: "",
    hint: "Write parameters as $1, $2, ... or :name.",
  },
  {
    sql: "SELECT a FROM `t`",
    message: 'syntax error at or near "`"',
    at: "`",
    hint: 'Put names in double quotes: "name".',
  },
  {
    sql: "SELECT 'a\0b'",
    message: 'invalid byte sequence for encoding "UTF8": 0x00',
    at: "\0",
    sqlstate: "22021",
  },
  // The rewrite's text is never shown, and places are of the text before it.
  { sql: "SELECT :é :日本 FROM t", message: 'syntax error at or near ":日本"', at: ":日本" },
  { sql: "SELECT :a + FROM t", message: 'syntax error at or near "FROM"', at: "FROM" },
  { sql: "SELECT * FROM '😀.parquet' 1", message: 'syntax error at or near "1"', at: "1" },
  {
    sql: "SELECT :a, 12abc",
    message: 'trailing junk after numeric literal at or near "12abc"',
    at: "12abc",
    hint: "Put a blank after the number, or quote the name that begins with it.",
  },
  {
    sql: "SELECT :a, $1",
    message: "named and numbered parameters cannot be mixed in one text",
    at: "$1",
    hint: "Write all parameters as :name or all as $1, $2, ...",
  },
];

function spanOf({ sql, at, nth = 0 }: ErrorRow): Span {
  let start = at === "" ? sql.length : sql.indexOf(at);
  for (let i = 0; i < nth; i++) start = sql.indexOf(at, start + 1);
  return { start, end: start + at.length };
}

for (const row of errors) {
  test(`refuses ${JSON.stringify(row.sql)}`, () => {
    assert.throws(
      () => parseSql(row.sql),
      (error) => {
        assert.ok(error instanceof FfqError);
        assert.equal(error.code, row.code ?? "SYNTAX");
        assert.equal(error.message, row.message);
        assert.equal(error.sqlstate, row.sqlstate ?? "42601");
        assert.equal(error.hint, row.hint);
        assert.deepEqual(error.span, spanOf(row));
        return true;
      },
    );
  });
}

test("too deep for the grammar: 54001 with the place", () => {
  const sql = `SELECT ${"(".repeat(20_000)}1${")".repeat(20_000)}`;
  assert.throws(
    () => parseSql(sql),
    (error) => {
      assert.ok(error instanceof FfqError);
      assert.equal(error.message, 'memory exhausted at or near "("');
      assert.deepEqual([error.code, error.sqlstate, error.hint], ["SYNTAX", "54001", "Nest less deeply."]);
      assert.equal(sql.slice(error.span?.start, error.span?.end), "(");
      return true;
    },
  );
});

const chains = "Use IN (...) or a join with VALUES in place of long chains of operators.";
const deep: readonly (readonly [what: string, sql: string, hint: string])[] = [
  ["a chain of operators", `SELECT 1${"+1".repeat(100_000)}`, chains],
  ["a chain within brackets", `SELECT (abs(1${"+1".repeat(100_000)}))`, chains],
  ["arrays", nested("array[", "1", "]"), "Nest less deeply."],
  ["calls", nested("coalesce(", "1", ")"), "Nest less deeply."],
  ["CASE", nested("case when true then ", "1", " end"), "Nest less deeply."],
];

function nested(before: string, inner: string, after: string): string {
  return `SELECT ${before.repeat(20_000)}${inner}${after.repeat(20_000)}`;
}

for (const [what, sql, hint] of deep) {
  test(`too deep: ${what}: 54001, and the parser goes on`, () => {
    for (let round = 0; round < 3; round++) {
      assert.throws(() => parseSql(sql), { code: "SYNTAX", sqlstate: "54001", hint });
      assert.equal(parseSql("SELECT 1").length, 1);
    }
  });
}

test("1,000 nested parentheses and 5,000 terms of OR parse", () => {
  assert.equal(parseSql(`SELECT ${"(".repeat(1000)}1${")".repeat(1000)}`).length, 1);
  assert.equal(parseSql(`SELECT 1 WHERE a = 1${" OR a = 1".repeat(5000)}`).length, 1);
});

const statements: readonly { name: string; sql: string; pieces: readonly string[] }[] = [
  { name: "empty", sql: "", pieces: [] },
  { name: "blanks, comments and semicolons", sql: " ;; -- é\n /* ; */ ;", pieces: [] },
  { name: "one", sql: "SELECT 1", pieces: ["SELECT 1"] },
  { name: "blanks around", sql: "  SELECT 1 \n ; \t", pieces: ["SELECT 1"] },
  {
    name: "several",
    sql: "SELECT 'é;😀';SELECT 2 ;\n SELECT '日'",
    pieces: ["SELECT 'é;😀'", "SELECT 2", "SELECT '日'"],
  },
  {
    name: "comments around",
    sql: "-- é\nSELECT /* in */ 1 -- after\n; /* 😀 */ SELECT 2 -- end",
    pieces: ["SELECT /* in */ 1", "SELECT 2"],
  },
  {
    name: "with sugar",
    sql: "SELECT :é;SELECT * FROM '日.parquet' ;",
    pieces: ["SELECT :é", "SELECT * FROM '日.parquet'"],
  },
];

for (const { name, sql, pieces } of statements) {
  test(`spans of statements: ${name}`, () => {
    assert.deepEqual(
      parseSql(sql).map(({ span }) => sql.slice(span.start, span.end)),
      pieces,
    );
  });
}

test("locations of the tree become the user's tokens", () => {
  const sql = "SELECT '😀', :né + größe::text, \"日本\" FROM 'é.parquet' f WHERE f.x = ANY(ARRAY[1])";
  const found: string[] = [];
  for (const { node, source } of parseSql(sql)) {
    walk(node, (tag, value) => {
      const span = source.spanAt(value["location"] as number | undefined);
      if (span !== undefined) found.push(`${tag} ${sql.slice(span.start, span.end)}`);
      return undefined;
    });
  }
  assert.deepEqual(
    found.sort(),
    [
      "A_ArrayExpr ARRAY",
      "A_Const '😀'",
      "A_Const 'é.parquet'",
      "A_Const 1",
      "A_Expr +",
      "A_Expr =",
      'ColumnRef "日本"',
      "ColumnRef f",
      "ColumnRef größe",
      "FuncCall 'é.parquet'",
      "ParamRef :né",
      'ResTarget "日本"',
      "ResTarget '😀'",
      "ResTarget :né",
      "TypeCast ::",
      "TypeName text",
    ].sort(),
  );
});

test("spanBetween covers an expression", () => {
  const sql = "SELECT 'é' || bb";
  const [statement] = parseSql(sql);
  assert.ok(statement !== undefined);
  const { source } = statement;
  assert.deepEqual(source.spanBetween(7, 15), { start: 7, end: 16 });
  assert.equal(source.spanAt(-1), undefined);
  assert.equal(source.spanAt(undefined), undefined);
});

// A generator with a fixed seed: the same texts every time.
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const PIECES = (
  "SELECT|FROM|WHERE|JOIN|é|日本|😀|'😀'|\"é\"|'a.parquet'|\"b/*.parquet\"|read_parquet|(|)|[|]|,|;|:né|:x|::|:=|a|1|" +
  "1.5|12abc|$1|?|$$q$$|'|\"|/*|*/|--|\n|\t|e'\\n'|U&'x'|=|*|AS|ARRAY|VALUES|ORDER BY|\ud83d|`|\\|.|DISTINCT|IS|@"
).split("|");

test("positions never leave the text, whatever the text", () => {
  const pick = random(20_260_101);
  for (let round = 0; round < 4000; round++) {
    const parts = Array.from({ length: 1 + pick(12) }, () => PIECES[pick(PIECES.length)] ?? "");
    const sql = (pick(2) === 0 ? "SELECT " : "") + parts.join(pick(3) === 0 ? "" : " ");
    const inside = (span: Span | undefined): void => {
      if (span === undefined) return;
      assert.ok(0 <= span.start && span.start <= span.end && span.end <= sql.length, JSON.stringify({ sql, span }));
    };
    try {
      for (const { node, span, source } of parseSql(sql)) {
        inside(span);
        walk(node, (_tag, value) => {
          const location = value["location"];
          if (typeof location === "number") inside(source.spanAt(location));
          return undefined;
        });
      }
    } catch (error) {
      assert.ok(error instanceof FfqError, `${JSON.stringify(sql)}: ${String(error)}`);
      assert.equal(
        error.code === "SYNTAX" || error.code === "UNSUPPORTED",
        true,
        JSON.stringify({ sql, code: error.code, message: error.message }),
      );
      assert.ok(error.span !== undefined, `${JSON.stringify(sql)}: ${error.message}`);
      inside(error.span);
      assert.ok(!error.message.includes("ffq:"), JSON.stringify({ sql, message: error.message }));
    }
  }
});
