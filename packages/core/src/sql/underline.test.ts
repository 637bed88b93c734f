import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError, type Span } from "../common/error.ts";
import { underline } from "./underline.ts";

interface Row {
  readonly name: string;
  readonly text: string;
  readonly span?: Span;
  readonly hint?: string;
  readonly width?: number;
  readonly shown: readonly string[];
}

const rows: readonly Row[] = [
  { name: "no place", text: "SELECT 1", shown: ["ERROR:  wrong (42601)"] },
  {
    name: "a token and a hint",
    text: "SELECT frm",
    span: { start: 7, end: 10 },
    hint: "Try again.",
    shown: ["ERROR:  wrong (42601)", "LINE 1: SELECT frm", "               ^^^", "HINT:  Try again."],
  },
  {
    name: "the second line, after a tab",
    text: "SELECT\r\n\tfrm\r\nx",
    span: { start: 9, end: 12 },
    shown: ["ERROR:  wrong (42601)", "LINE 2:  frm", "         ^^^"],
  },
  {
    name: "the end of the text",
    text: "SELECT (",
    span: { start: 8, end: 8 },
    shown: ["ERROR:  wrong (42601)", "LINE 1: SELECT (", "                ^"],
  },
  {
    name: "wide characters, emoji and combining marks before",
    text: "日本 😀 e\u0301 frm",
    span: { start: 9, end: 12 },
    shown: ["ERROR:  wrong (42601)", "LINE 1: 日本 😀 e\u0301 frm", "                  ^^^"],
  },
  {
    name: "over several lines only the first is shown",
    text: "SELECT 'a\nb'",
    span: { start: 7, end: 12 },
    shown: ["ERROR:  wrong (42601)", "LINE 1: SELECT 'a", "               ^^"],
  },
  {
    name: "a long line is cut around the place",
    text: `${"a".repeat(200)} frm ${"b".repeat(200)}`,
    span: { start: 201, end: 204 },
    width: 38,
    shown: ["ERROR:  wrong (42601)", "LINE 1: ...aaaaaaaaaaa frm bbbbbbbb...", "                       ^^^"],
  },
  {
    name: "a place beyond the text",
    text: "ab",
    span: { start: 9, end: 12 },
    shown: ["ERROR:  wrong (42601)", "LINE 1: ab", "          ^"],
  },
  {
    name: "empty text",
    text: "",
    span: { start: 0, end: 0 },
    shown: ["ERROR:  wrong (42601)", "LINE 1: ", "        ^"],
  },
];

for (const { name, text, span, hint, width, shown } of rows) {
  test(`underline: ${name}`, () => {
    const detail = { sqlstate: "42601", ...(span && { span }), ...(hint === undefined ? {} : { hint }) };
    const error = new FfqError("SYNTAX", "wrong", detail);
    assert.equal(underline(error, text, width === undefined ? {} : { width }), shown.join("\n"));
  });
}

test("underline: colours", () => {
  const error = new FfqError("SYNTAX", "wrong", { span: { start: 0, end: 1 }, hint: "h" });
  assert.equal(
    underline(error, "x", { color: true }),
    "\u001b[31mERROR:\u001b[0m  wrong\nLINE 1: x\n        \u001b[31m^\u001b[0m\n\u001b[34mHINT:\u001b[0m  h",
  );
});
