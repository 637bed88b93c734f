// The public corpus and the TPC-H queries: what a PostgreSQL server accepted must parse, what it refused as
// syntax must be refused with its SQLSTATE, and the rewrite must leave plain PostgreSQL alone.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { FfqError } from "../common/error.ts";
import { parseSql } from "./parse.ts";
import { loadParser } from "./parser-loader.ts";
import { rewrite } from "./rewrite.ts";

const shared = fileURLToPath(new URL("../../../../../shared/", import.meta.url));
const queries = `${shared}tpch/queries`;
const cases = `${shared}conformance/cases`;

before(() => loadParser());

function refused(sql: string): FfqError | undefined {
  try {
    parseSql(sql);
    return undefined;
  } catch (thrown) {
    assert.ok(thrown instanceof FfqError, `not an FfqError for ${sql}: ${String(thrown)}`);
    return thrown;
  }
}

test("the 22 TPC-H queries parse and are not rewritten", (t) => {
  if (!existsSync(queries)) {
    t.diagnostic("NOT CHECKED: shared/tpch/queries is absent");
    console.log("NOT CHECKED: shared/tpch/queries is absent");
    return;
  }
  const names = readdirSync(queries).filter((name) => name.endsWith(".sql"));
  assert.equal(names.length, 22);
  for (const name of names) {
    const sql = readFileSync(`${queries}/${name}`, "utf8");
    assert.equal(rewrite(sql).text, sql, name);
    assert.equal(rewrite(`${sql}\n-- :x`).text, `${sql}\n-- :x`, name);
    assert.ok(parseSql(sql).length >= 1, name);
  }
});

interface Record {
  readonly kind?: string;
  readonly sql?: string;
  readonly sqlstate?: string;
}

test("the conformance corpus parses as PostgreSQL parsed it and is not rewritten", (t) => {
  if (!existsSync(cases)) {
    t.diagnostic("NOT CHECKED: shared/conformance/cases is absent");
    console.log("NOT CHECKED: shared/conformance/cases is absent");
    return;
  }
  let accepted = 0;
  const wrong: string[] = [];
  for (const file of readdirSync(cases, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".jsonl")) continue;
    for (const line of readFileSync(`${cases}/${file}`, "utf8").split("\n")) {
      if (line === "") continue;
      const { kind, sql, sqlstate } = JSON.parse(line) as Record;
      if (sql === undefined) continue;
      // The comment could hold a parameter: it takes the rewrite past its shortcut for texts without sugar.
      const scanned = `${sql}\n-- :x`;
      if (rewrite(sql).text !== sql || rewrite(scanned).text !== scanned)
        wrong.push(`${file}: rewritten: ${sql.slice(0, 200)}`);
      const error = refused(sql);
      if (kind === "error") {
        if (error !== undefined && error.sqlstate !== sqlstate) {
          wrong.push(`${file}: ${error.sqlstate} and not ${sqlstate}: ${error.message}: ${sql.slice(0, 200)}`);
        }
        const { span } = error ?? {};
        if (span && (span.start < 0 || span.end < span.start || span.end > sql.length)) wrong.push(`${file}: ${sql}`);
      } else {
        accepted++;
        if (error !== undefined) wrong.push(`${file}: ${error.message}: ${sql.slice(0, 200)}`);
      }
    }
  }
  t.diagnostic(`${accepted} statements and queries parsed`);
  assert.deepEqual(wrong, []);
});
