// LIKE and ILIKE (PostgreSQL manual, section 9.7), by the names of the operators that the parser makes of them:
// ~~ !~~ ~~* !~~*. Bytes have LIKE only. A constant pattern is compiled once per batch; one that only asks
// for equality or a beginning becomes inline code.
import { bytesTest, not, once } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import type { Datum } from "../../../type/datum.ts";
import { bytes, text } from "../../kernel-call.ts";
import { type ArgumentKind, type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";

const PERCENT = 0x25;
const UNDERSCORE = 0x5f;
const BACKSLASH = 0x5c;
/** Longer ones go through the compiled pattern: inline code grows with the constant. */
const MOST_INLINE_BYTES = 64;

/** A constant pattern that bytes decide: `abc`, `abc%`. undefined for any other. */
function inlinePattern(pattern: Uint8Array): { test: "equal" | "prefix"; bytes: Uint8Array } | undefined {
  const isPrefix = pattern.at(-1) === PERCENT;
  const bytes = isPrefix ? pattern.subarray(0, -1) : pattern;
  if (bytes.length > MOST_INLINE_BYTES) return undefined;
  if (bytes.some((byte) => byte === PERCENT || byte === UNDERSCORE || byte === BACKSLASH)) return undefined;
  return { test: isPrefix ? "prefix" : "equal", bytes };
}

/** Whether the text matches the pattern. ILIKE is LIKE of both in lower case. */
function like(value: IrExpr, pattern: IrExpr, insensitive: boolean): IrExpr {
  const [subject, sought] = insensitive ? [lower(value), lower(pattern)] : [value, pattern];
  // A pattern that ends in an escape is an error for some texts only.
  if (pattern.op !== "bytes" || endsInEscape(pattern.value)) return text("likeText", "bool", [subject, sought]);
  const inline = insensitive ? undefined : inlinePattern(pattern.value);
  if (inline !== undefined) return bytesTest(inline.test, subject, inline.bytes);
  return text("likeCompiled", "bool", [subject, once(text("likePattern", "ref", [sought]))]);
}

const lower = (value: IrExpr): IrExpr => text("toLower", "ref", [value]);

/** An odd number of backslashes at its end. */
function endsInEscape(pattern: Uint8Array): boolean {
  return (pattern.length - 1 - pattern.findLastIndex((byte) => byte !== BACKSLASH)) % 2 === 1;
}

/** A pattern that is known to compile: it does not end in an escape. */
function isSound(pattern: Datum | undefined): boolean {
  if (typeof pattern !== "string") return pattern === null;
  return /^(?:[^\\]|\\.)*$/su.test(pattern);
}

const operators: readonly {
  readonly symbol: string;
  readonly insensitive: boolean;
  readonly negated: boolean;
  readonly doc: string;
}[] = [
  { symbol: "~~", insensitive: false, negated: false, doc: "LIKE." },
  { symbol: "!~~", insensitive: false, negated: true, doc: "NOT LIKE." },
  { symbol: "~~*", insensitive: true, negated: false, doc: "ILIKE." },
  { symbol: "!~~*", insensitive: true, negated: true, doc: "NOT ILIKE." },
];

const row = { strict: true, volatility: "immutable" } as const;
const subjects: readonly ArgumentKind[] = ["text", "bpchar"];

export const likeOperators: FunctionFamily = functionFamily(["~~", "!~~", "~~*", "!~~*"], () => [
  ...operators.flatMap(({ symbol, insensitive, negated, doc }) =>
    subjects.map(
      (subject): ScalarOverload => ({
        ...row,
        name: symbol,
        args: [subject, "text"],
        result: "bool",
        canFail: ([, pattern]) => !isSound(pattern),
        doc,
        lower: ([value, pattern]) => {
          const matches = like(value as IrExpr, pattern as IrExpr, insensitive);
          return negated ? not(matches) : matches;
        },
      }),
    ),
  ),
  ...operators
    .filter(({ insensitive }) => !insensitive)
    .map(
      ({ symbol, negated, doc }): ScalarOverload => ({
        ...row,
        name: symbol,
        args: ["bytea", "bytea"],
        result: "bool",
        canFail: true,
        doc: doc.replace(".", ", byte by byte."),
        lower: (args) => {
          const matches = bytes("likeBytes", "bool", args);
          return negated ? not(matches) : matches;
        },
      }),
    ),
]);
