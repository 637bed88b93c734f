import assert from "node:assert/strict";
import { test } from "node:test";
import { splitStatements } from "./split-statements.ts";

interface Row {
  readonly text: string;
  readonly statements: readonly string[];
  readonly open?: string;
}

const rows: readonly Row[] = [
  { text: "", statements: [] },
  { text: " ; ;\n", statements: [] },
  { text: "select 1; select 2;", statements: ["select 1", " select 2"] },
  { text: "select 1; select 2", statements: ["select 1", " select 2"], open: " select 2" },
  { text: "select ';', \"a;b\";", statements: ["select ';', \"a;b\""] },
  { text: "select 'it''s;';", statements: ["select 'it''s;'"] },
  { text: "select e'\\';', 1;", statements: ["select e'\\';', 1"] },
  { text: "select 'unfinished; ", statements: ["select 'unfinished; "], open: "select 'unfinished; " },
  { text: "select 1 -- ; not here\n;", statements: ["select 1 -- ; not here\n"] },
  { text: "select /* ; /* ; */ ; */ 1;", statements: ["select /* ; /* ; */ ; */ 1"] },
  { text: "-- nothing;\n/* at all; */ ;", statements: [] },
  { text: "select $$;$$, $a$;$$;$a$;", statements: ["select $$;$$, $a$;$$;$a$"] },
  { text: "select $1; select a$b;", statements: ["select $1", " select a$b"] },
];

for (const { text, statements, open } of rows) {
  test(JSON.stringify(text), () => assert.deepEqual(splitStatements(text), { statements, open }));
}
