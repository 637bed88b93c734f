// substring (PostgreSQL manual, sections 9.4, 9.5 and 9.7), also by the name substr where it cuts at positions, which
// count from 1: then the result points into the argument, and no byte is copied.
import type { IrExpr } from "../../../ir/ir.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { guardedRow, regex } from "../pattern/regex-block.ts";
import { firstGroup } from "../pattern/regex-part.ts";
import { failsUnlessSound } from "../pattern/regex-soundness.ts";
import { rowFunction } from "./row-function.ts";

const patternRow = { strict: true, volatility: "immutable", name: "substring", result: "text" } as const;

const byPattern = (): readonly ScalarOverload[] => [
  {
    ...patternRow,
    args: ["text", "text"],
    canFail: failsUnlessSound(),
    doc: "What the pattern's first group matches, or the pattern if it has none; NULL if there is no match.",
    lower: ([text, pattern]) => firstGroup(text as IrExpr, pattern as IrExpr),
  },
  {
    ...patternRow,
    args: ["text", "text", "text"],
    canFail: true,
    doc: "What SQL's regular expression matches between escaped double quotes; the third text is the escape character.",
    lower: ([text, pattern, escape]) =>
      firstGroup(text as IrExpr, regex("similarPattern", "ref", [pattern as IrExpr, escape as IrExpr])),
  },
];

const ofBytes = (name: string): readonly ScalarOverload[] => [
  rowFunction({
    name,
    args: ["bytea", "int4"],
    result: "bytea",
    module: "bytes",
    kernel: "sliceFrom",
    canFail: false,
    doc: "The bytes from a position on.",
  }),
  rowFunction({
    name,
    args: ["bytea", "int4", "int4"],
    result: "bytea",
    module: "bytes",
    kernel: "slicePart",
    canFail: true,
    doc: "So many bytes from a position.",
  }),
];

const ofText = (name: string): readonly ScalarOverload[] => [
  rowFunction({
    name,
    args: ["text", "int4"],
    result: "text",
    module: "text",
    kernel: "substringFrom",
    canFail: false,
    doc: "From a character on.",
  }),
  rowFunction({
    name,
    args: ["text", "int4", "int4"],
    result: "text",
    module: "text",
    kernel: "substring",
    canFail: ([, , count]) => typeof count !== "number" || count < 0,
    doc: "From a character on, so many characters.",
  }),
];

export const substring: FunctionFamily = functionFamily(["substring", "substr"], () => [
  ...byPattern().map(guardedRow),
  ...["substring", "substr"].flatMap((name) => [...ofBytes(name), ...ofText(name)]),
]);
