// What PostgreSQL has and FFQ has not is refused by the name that it has in SQL.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openSession } from "./session.fixture.ts";

const refused: readonly (readonly [sql: string, what: string])[] = [
  ["select json_value('{}', '$')", "JSON_VALUE()"],
  ["select json_query('{}', '$')", "JSON_QUERY()"],
  ["select json_exists('{}', '$')", "JSON_EXISTS()"],
  ["select json_object('a': 1)", "JSON_OBJECT()"],
  ["select json_array(1)", "JSON_ARRAY()"],
  ["select json_array(select 1)", "JSON_ARRAY()"],
  ["select json_arrayagg(a) from t", "JSON_ARRAYAGG()"],
  ["select json_objectagg('a': a) from t", "JSON_OBJECTAGG()"],
  ["select * from json_table('{}', '$' columns (a int))", "JSON_TABLE()"],
  ["select '1' is json", "IS JSON"],
  ["select json('1')", "JSON()"],
  ["select json_scalar(1)", "JSON_SCALAR()"],
  ["select json_serialize('1')", "JSON_SERIALIZE()"],
  ["select json_object('{a,b}')", "function json_object()"],
  ["select jsonb_pretty('1')", "function jsonb_pretty()"],
  ["select json_agg(a) from t", "function json_agg()"],
  ["select json_agg(distinct a) from t", "function json_agg()"],
  ["select jsonb_agg(a) over () from t", "window function jsonb_agg()"],
  ["select array_to_json(array[1])", "function array_to_json()"],
  ["select json_populate_record(null, '{}')", "function json_populate_record()"],
  ["select * from json_each('{}')", "function json_each()"],
  ["select * from jsonb_path_query('1', '$')", "function jsonb_path_query()"],
  ["select * from jsonb_to_record('{}') as x(a int)", "function jsonb_to_record()"],
  ["select xmlelement(name a)", "XMLELEMENT()"],
  ["select xmlparse(content 'a')", "XMLPARSE()"],
  ["select xmlforest(1 as a)", "XMLFOREST()"],
  ["select xmlconcat('a', 'b')", "XMLCONCAT()"],
  ["select xmlpi(name a)", "XMLPI()"],
  ["select xmlroot('a', version '1')", "XMLROOT()"],
  ["select xmlserialize(content 'a' as text)", "XMLSERIALIZE()"],
  ["select '<a/>' is document", "IS DOCUMENT"],
  ["select * from xmltable('a' passing 'b' columns a int)", "XMLTABLE()"],
  ["select xmlexists('a' passing 'b')", "function xmlexists()"],
  ["select xpath('a', 'b')", "function xpath()"],
  ["select collation for ('a')", "function pg_collation_for()"],
  ["update t set a = 1 where current of c", "WHERE CURRENT OF"],
  ["delete from t where current of c", "WHERE CURRENT OF"],
];

test("what FFQ has not is refused by its name in SQL", async () => {
  const { rows, error, close } = await openSession();
  await rows("create table t (a int)");
  for (const [sql, what] of refused) assert.equal(await error(sql), `0A000 ${what} is not supported`, sql);
  // PostgreSQL has no such function either.
  assert.match(await error("select jsonb_nothing('1')"), /^42883 function jsonb_nothing/);
  await close();
});
