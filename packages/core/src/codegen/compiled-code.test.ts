// Code is compiled once for a shape and a kind of memory, and what was not used for longest goes first.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { IrFunction } from "../ir/ir.ts";
import { CodeCache } from "./compiled-code.ts";

const constant = (value: number): IrFunction => ({
  kind: "project",
  inputs: [],
  exprs: [{ op: "const", type: "i32", nullable: false, value }],
});

test("code is found again, for its kind of memory only", () => {
  const codes = new CodeCache();
  const shared = codes.get("1", constant(1), true);
  assert.equal(codes.get("1", constant(1), true), shared);
  assert.notEqual(codes.get("1", constant(1), false), shared);
  assert.notEqual(codes.get("2", constant(2), true), shared);
});

test("the least recently used is forgotten", () => {
  const codes = new CodeCache(2);
  const first = codes.get("1", constant(1), true);
  const second = codes.get("2", constant(2), true);
  assert.equal(codes.get("1", constant(1), true), first);
  codes.get("3", constant(3), true);
  assert.equal(codes.get("1", constant(1), true), first);
  assert.notEqual(codes.get("2", constant(2), true), second);
});

test("what takes much is not kept for its number alone", () => {
  const codes = new CodeCache();
  const long = (name: string): string => name.repeat(600_000);
  const first = codes.get(long("a"), constant(1), true);
  assert.equal(codes.get(long("a"), constant(1), true), first);
  for (const name of ["b", "c", "d"]) codes.get(long(name), constant(2), true);
  assert.notEqual(codes.get(long("a"), constant(1), true), first);
});
