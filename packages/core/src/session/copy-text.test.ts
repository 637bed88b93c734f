// COPY TO in formats csv and text, beside what PostgreSQL 18 wrote for the same statements.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Engine } from "./engine.ts";

let folder: string;
let engine: Engine;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "ffq-copy-text-"));
  engine = await Engine.create({ threads: 0, batchRows: 2 });
});
after(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const MIXED = `select * from (values (1, 'plain', true, 1.50, date '2020-01-01', 0.1::float8, null),
  (2, 'with, comma', false, null, null, 'NaN', 'x'), (3, 'quote " here', null, 0.00, '2021-12-31', 1e300, ''),
  (4, E'line\\nfeed\\ttab\\\\back\\rret', true, -3, null, -0.0, '\\N'), (5, '', true, null, null, null, E'\\b\\f\\v')
  ) v(a, "b c", c, d, e, f, g)`;
const SINGLE = "select * from (values ('\\.'), (null), (''), ('a')) v(x)";

const PADDED =
  "select x::char(3) as c, array[x::char(3)] as l, x::varchar(3) as v from (values ('b'), (''), (null)) v(x)";

const ANSWERS: readonly (readonly [query: string, answers: readonly (readonly [options: string, text: string])[]])[] = [
  [
    MIXED,
    [
      [
        "format csv",
        '1,plain,t,1.50,2020-01-01,0.1,\n2,"with, comma",f,,,NaN,x\n3,"quote "" here",,0.00,2021-12-31,1e+300,""\n4,"line\nfeed\ttab\\back\rret",t,-3,,0,\\N\n5,"",t,,,,\b\f\u000b\n',
      ],
      [
        "format csv, header",
        'a,b c,c,d,e,f,g\n1,plain,t,1.50,2020-01-01,0.1,\n2,"with, comma",f,,,NaN,x\n3,"quote "" here",,0.00,2021-12-31,1e+300,""\n4,"line\nfeed\ttab\\back\rret",t,-3,,0,\\N\n5,"",t,,,,\b\f\u000b\n',
      ],
      [
        "format text",
        '1\tplain\tt\t1.50\t2020-01-01\t0.1\t\\N\n2\twith, comma\tf\t\\N\t\\N\tNaN\tx\n3\tquote " here\t\\N\t0.00\t2021-12-31\t1e+300\t\n4\tline\\nfeed\\ttab\\\\back\\rret\tt\t-3\t\\N\t0\t\\\\N\n5\t\tt\t\\N\t\\N\t\\N\t\\b\\f\\v\n',
      ],
      [
        "format text, header true",
        'a\tb c\tc\td\te\tf\tg\n1\tplain\tt\t1.50\t2020-01-01\t0.1\t\\N\n2\twith, comma\tf\t\\N\t\\N\tNaN\tx\n3\tquote " here\t\\N\t0.00\t2021-12-31\t1e+300\t\n4\tline\\nfeed\\ttab\\\\back\\rret\tt\t-3\t\\N\t0\t\\\\N\n5\t\tt\t\\N\t\\N\t\\N\t\\b\\f\\v\n',
      ],
      [
        "format csv, delimiter ';', null 'NULL', quote '''', header",
        "a;b c;c;d;e;f;g\n1;plain;t;1.50;2020-01-01;0.1;NULL\n2;with, comma;f;NULL;NULL;NaN;x\n3;quote \" here;NULL;0.00;2021-12-31;1e+300;\n4;'line\nfeed\ttab\\back\rret';t;-3;NULL;0;\\N\n5;;t;NULL;NULL;NULL;\b\f\u000b\n",
      ],
      [
        "format csv, force_quote *",
        '"1","plain","t","1.50","2020-01-01","0.1",\n"2","with, comma","f",,,"NaN","x"\n"3","quote "" here",,"0.00","2021-12-31","1e+300",""\n"4","line\nfeed\ttab\\back\rret","t","-3",,"0","\\N"\n"5","","t",,,,"\b\f\u000b"\n',
      ],
      [
        "format csv, force_quote (a, c), null 'x'",
        '"1",plain,"t",1.50,2020-01-01,0.1,x\n"2","with, comma","f",x,x,NaN,"x"\n"3","quote "" here",x,0.00,2021-12-31,1e+300,\n"4","line\nfeed\ttab\\back\rret","t",-3,x,0,\\N\n"5",,"t",x,x,x,\b\f\u000b\n',
      ],
      [
        "format csv, escape '\\'",
        '1,plain,t,1.50,2020-01-01,0.1,\n2,"with, comma",f,,,NaN,x\n3,"quote \\" here",,0.00,2021-12-31,1e+300,""\n4,"line\nfeed\ttab\\\\back\rret",t,-3,,0,\\N\n5,"",t,,,,\b\f\u000b\n',
      ],
      [
        "format text, delimiter '|', null ''",
        '1|plain|t|1.50|2020-01-01|0.1|\n2|with, comma|f|||NaN|x\n3|quote " here||0.00|2021-12-31|1e+300|\n4|line\\nfeed\\ttab\\\\back\\rret|t|-3||0|\\\\N\n5||t||||\\b\\f\\v\n',
      ],
      [
        "format csv, quote '|', escape '!'",
        '1,plain,t,1.50,2020-01-01,0.1,\n2,|with, comma|,f,,,NaN,x\n3,quote " here,,0.00,2021-12-31,1e+300,||\n4,|line\nfeed\ttab\\back\rret|,t,-3,,0,\\N\n5,||,t,,,,\b\f\u000b\n',
      ],
    ],
  ],
  [
    SINGLE,
    [
      ["format csv", '"\\."\n\n""\na\n'],
      ["format csv, header", 'x\n"\\."\n\n""\na\n'],
      ["format text", "\\\\.\n\\N\n\na\n"],
      ["format text, header true", "x\n\\\\.\n\\N\n\na\n"],
      ["format csv, delimiter ';', null 'NULL', quote '''', header", "x\n'\\.'\nNULL\n\na\n"],
      ["format csv, force_quote *", '"\\."\n\n""\n"a"\n'],
      ["format csv, escape '\\'", '"\\\\."\n\n""\na\n'],
      ["format text, delimiter '|', null ''", "\\\\.\n\n\na\n"],
      ["format csv, quote '|', escape '!'", "|\\.|\n\n||\na\n"],
    ],
  ],
  [
    PADDED,
    [
      ["format csv", 'b  ,"{""b  ""}",b\n   ,"{""   ""}",""\n,{NULL},\n'],
      ["format text", 'b  \t{"b  "}\tb\n   \t{"   "}\t\n\\N\t{NULL}\t\\N\n'],
      ["format csv, force_quote *", '"b  ","{""b  ""}","b"\n"   ","{""   ""}",""\n,"{NULL}",\n'],
    ],
  ],
];

test("every form, byte for byte", async () => {
  const path = join(folder, "x.txt");
  for (const [query, answers] of ANSWERS) {
    for (const [options, text] of answers) {
      await engine.execute(`copy (${query}) to '${path}' (${options})`);
      assert.equal(readFileSync(path, "utf8"), text, options);
    }
  }
});

test("the form goes by the file's name where FORMAT does not say", async () => {
  for (const [name, text] of [
    ["a.csv", "1,\n"],
    ["a.txt", "1\t\\N\n"],
  ] as const) {
    await engine.execute(`copy (select 1 as a, null as b) to '${join(folder, name)}'`);
    assert.equal(readFileSync(join(folder, name), "utf8"), text);
  }
});

test("options that cannot be have PostgreSQL's errors", async () => {
  for (const [options, sqlstate, message] of [
    ["format csv, delimiter 'ab'", "0A000", "COPY delimiter must be a single one-byte character"],
    ["quote '|'", "0A000", "COPY QUOTE requires CSV mode"],
    ["force_quote *", "0A000", "COPY FORCE_QUOTE requires CSV mode"],
    [`format csv, delimiter '"'`, "22023", "COPY delimiter and quote must be different"],
    ["format csv, null E'a\\nb'", "22023", "COPY null representation cannot use newline or carriage return"],
    ["header match", "0A000", 'cannot use "match" with HEADER in COPY TO'],
    ["header foo", "42601", 'header requires a Boolean value or "match"'],
    ["delimiter 'a'", "22023", 'COPY delimiter cannot be "a"'],
    ["delimiter E'\\n'", "22023", "COPY delimiter cannot be newline or carriage return"],
    ["format csv, null ','", "22023", "COPY delimiter character must not appear in the NULL specification"],
    [`format csv, null '"'`, "22023", "CSV quote character must not appear in the NULL specification"],
    ["foo 1", "42601", 'option "foo" not recognized'],
    ["header, header", "42601", "conflicting or redundant options"],
  ] as const) {
    await assert.rejects(engine.query(`copy (select 1) to '${join(folder, "y")}' (${options})`), { sqlstate, message });
  }
});
