// Texts of rows: PostgreSQL doubles quotes and backslashes within them (its manual, section 8.16.6), at every level of nesting anew.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rowText } from "./list-value.ts";

test("fields of a row as PostgreSQL writes them", () => {
  assert.equal(
    rowText(["1", null, "", "a b", 'say "no"', "back\\slash", "(1,2)"]),
    String.raw`(1,,"","a b","say ""no""","back\\slash","(1,2)")`,
  );
});

test("long fields are written in pieces, of which none is lost", () => {
  const field = `${'"'.repeat(65_535)}𝔘${'"'.repeat(200_000)}x`;
  const written = rowText([field]);
  assert.equal(written, `("${'""'.repeat(65_535)}𝔘${'""'.repeat(200_000)}x")`);
});
