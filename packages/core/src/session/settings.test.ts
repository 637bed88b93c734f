// SET, RESET and SHOW: what programs of PostgreSQL's ask for when they begin, and what is shown of what was set.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openSession } from "./session.fixture.ts";

/** As PostgreSQL 18 shows them, but for its version's last part. */
const asked: readonly (readonly [show: string, title: string, value: string])[] = [
  ["show server_version", "server_version", "18.0 (FFQ)"],
  ["show server_version_num", "server_version_num", "180000"],
  ["show server_encoding", "server_encoding", "UTF8"],
  ["show client_encoding", "client_encoding", "UTF8"],
  ["show search_path", "search_path", '"$user", public'],
  ["show transaction isolation level", "transaction_isolation", "read committed"],
  ["show default_transaction_read_only", "default_transaction_read_only", "off"],
  ["show standard_conforming_strings", "standard_conforming_strings", "on"],
  ["show integer_datetimes", "integer_datetimes", "on"],
  ["show max_identifier_length", "max_identifier_length", "63"],
  ["show application_name", "application_name", ""],
  ["show timezone", "TimeZone", "UTC"],
  ["show datestyle", "DateStyle", "ISO, MDY"],
  ["show STATEMENT_TIMEOUT", "statement_timeout", "0"],
];

test("what SHOW says", async () => {
  const { rows, close } = await openSession();
  for (const [sql, title, value] of asked) assert.deepEqual(await rows(sql), [{ [title]: value }], sql);
  await close();
});

const changes: readonly (readonly [set: string, show: string, value: string])[] = [
  ["set statement_timeout = '5s'", "statement_timeout", "5s"],
  ["set session statement_timeout = '90s'", "statement_timeout", "90s"],
  ["set statement_timeout = '120min'", "statement_timeout", "2h"],
  ["set statement_timeout = 86400000", "statement_timeout", "1d"],
  ["set statement_timeout = '1.5s'", "statement_timeout", "1500ms"],
  ["set statement_timeout = '90000500us'", "statement_timeout", "90s"],
  ["set statement_timeout = '90001500us'", "statement_timeout", "90002ms"],
  ["set statement_timeout = '90000.7'", "statement_timeout", "90001ms"],
  ["set local statement_timeout = '7s'", "statement_timeout", "90001ms"],
  ["set statement_timeout = '0.4'", "statement_timeout", "0"],
  ["set search_path to public", "search_path", "public"],
  ['set search_path to "$user", pg_catalog, public', "search_path", '"$user", pg_catalog, public'],
  ["set datestyle = iso, mdy", "datestyle", "ISO, MDY"],
  ["set schema 'public'", "search_path", "public"],
  ["reset search_path", "search_path", '"$user", public'],
  ["set names 'UTF8'", "client_encoding", "UTF8"],
  ["set names default", "client_encoding", "UTF8"],
  ["set client_encoding to 'utf-8'", "client_encoding", "UTF8"],
  ["set standard_conforming_strings = on", "standard_conforming_strings", "on"],
  ["set application_name = 'a program'", "application_name", "a program"],
];

test("what SET changes", async () => {
  const { rows, values, close } = await openSession();
  for (const [sql, name, value] of changes) {
    await rows(sql);
    assert.deepEqual(await values(`show ${name}`), [[value]], sql);
  }
  await close();
});

const refused: readonly (readonly [sql: string, error: string])[] = [
  ["set server_version = '19'", '55P02 parameter "server_version" cannot be changed'],
  ["reset integer_datetimes", '55P02 parameter "integer_datetimes" cannot be changed'],
  ["set threads = 3", '55P02 parameter "threads" cannot be changed'],
  ["set local nothing = 1", '42704 unrecognized configuration parameter "nothing"'],
  ["set local statement_timeout = 'x'", '22023 invalid value for parameter "statement_timeout": "x"'],
  ["set statement_timeout = '5 weeks'", '22023 invalid value for parameter "statement_timeout": "5 weeks"'],
  [
    "set statement_timeout = -1",
    '22023 -1 ms is outside the valid range for parameter "statement_timeout" (0 ms .. 2147483647 ms)',
  ],
  ["set application_name = 'a', 'b'", "22023 SET application_name takes only one argument"],
  ["set timezone = 'UTC', 'Asia/Kolkata'", "22023 SET timezone takes only one argument"],
  ["set names 'LATIN9'", "0A000 client_encoding LATIN9 is not supported"],
  ["set standard_conforming_strings = off", "0A000 standard_conforming_strings off is not supported"],
  ["set search_path to other, public", "0A000 search_path other, public is not supported"],
  ["set transaction_isolation = 'serializable'", "0A000 transaction_isolation serializable is not supported"],
];

test("what SET refuses", async () => {
  const { error, close } = await openSession();
  for (const [sql, message] of refused) assert.equal(await error(sql), message, sql);
  await close();
});

test("SHOW ALL and RESET ALL", async () => {
  const { rows, values, close } = await openSession({ timeZone: "Asia/Kolkata" });
  const all = await rows("show all");
  assert.deepEqual(Object.keys(all[0] ?? {}), ["name", "setting", "description"]);
  const names = all.map((row) => String(row["name"]));
  assert.deepEqual(
    names,
    names.toSorted((left, right) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1)),
  );
  for (const { name, setting, description } of all) {
    assert.deepEqual(await rows(`show ${name}`), [{ [String(name)]: setting }]);
    assert.match(String(description), /^[A-Z].*[.]$/);
  }
  for (const sql of ["set time zone 'UTC'", "set batch_rows = 7", "set application_name = 'a'"]) await rows(sql);
  assert.notDeepEqual(await rows("show all"), all);
  await rows("reset all");
  assert.deepEqual(await rows("show all"), all);
  assert.deepEqual(await values("show timezone"), [["Asia/Kolkata"]]);
  await close();
});
