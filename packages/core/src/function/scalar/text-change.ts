// Texts made from texts (PostgreSQL manual, section 9.4): case, padding, replacement, repetition.
import { constant } from "../../ir/build.ts";
import { text, textConstant } from "../kernel-call.ts";
import { type ArgumentKind, type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";

const row = { result: "text", strict: true, volatility: "immutable", canFail: true } as const;

/** A function that is one row function. */
const plain = (name: string, args: readonly ArgumentKind[], kernel: string, doc: string): ScalarOverload => ({
  ...row,
  name,
  args,
  doc,
  lower: (values) => text(kernel, "ref", values),
});

const BLANK = textConstant(" ");

const pad = (name: "lpad" | "rpad"): ScalarOverload[] => {
  const atLeft = constant("i32", name === "lpad" ? 1 : 0);
  const where = name === "lpad" ? "front" : "end";
  return [
    {
      ...row,
      name,
      args: ["text", "int4"],
      doc: `Filled with blanks at the ${where} to so many characters, or cut at the end.`,
      lower: (values) => text("pad", "ref", [...values, BLANK, atLeft]),
    },
    {
      ...row,
      name,
      args: ["text", "int4", "text"],
      doc: `Filled with the third text at the ${where} to so many characters, or cut at the end.`,
      lower: (values) => text("pad", "ref", [...values, atLeft]),
    },
  ];
};

export const textChange: FunctionFamily = functionFamily(
  ["lower", "upper", "initcap", "lpad", "rpad", "replace", "translate", "reverse", "repeat", "chr"],
  () => [
    { ...plain("lower", ["text"], "toLower", "In lower case."), canFail: false },
    { ...plain("upper", ["text"], "toUpper", "In upper case."), canFail: false },
    plain("initcap", ["text"], "initcap", "The first letter of each word in upper case, the others in lower."),
    ...pad("lpad"),
    ...pad("rpad"),
    plain("replace", ["text", "text", "text"], "replace", "Every occurrence of the second text becomes the third."),
    plain(
      "translate",
      ["text", "text", "text"],
      "translate",
      "Characters of the second text become those of the third.",
    ),
    { ...plain("reverse", ["text"], "reverse", "Characters in reverse order."), canFail: false },
    plain("repeat", ["text", "int4"], "repeat", "The text so many times."),
    plain("chr", ["int4"], "chr", "The character with that code point."),
  ],
);
