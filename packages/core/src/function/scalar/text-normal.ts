// normalize, IS NORMALIZED and parse_ident (PostgreSQL manual, section 9.4).
import { call, constant } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { listOf, TEXT } from "../../type/logical-type.ts";
import { text, textConstant } from "../kernel-call.ts";
import { type ArgumentKind, type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";

const row = { strict: true, volatility: "immutable" } as const;
const withForm: readonly (readonly ArgumentKind[])[] = [["text"], ["text", "text"]];

const formOf = (form: IrExpr | undefined): IrExpr => form ?? textConstant("NFC");

export const textNormal: FunctionFamily = functionFamily(["normalize", "is_normalized", "parse_ident"], () => [
  ...withForm.flatMap((args): ScalarOverload[] => [
    {
      ...row,
      name: "normalize",
      args,
      result: "text",
      canFail: args.length > 1,
      doc: "The text in a normal form of Unicode: NFC, NFD, NFKC or NFKD.",
      lower: ([value, form]) => call("unicode", "normalize", "ref", [value as IrExpr, formOf(form)]),
    },
    {
      ...row,
      name: "is_normalized",
      args,
      result: "bool",
      canFail: args.length > 1,
      doc: "Whether the text is in a normal form of Unicode.",
      lower: ([value, form]) => call("unicode", "isNormalized", "bool", [value as IrExpr, formOf(form)]),
    },
  ]),
  ...([["text"], ["text", "bool"]] as const).map(
    (args): ScalarOverload => ({
      ...row,
      name: "parse_ident",
      args,
      result: () => listOf(TEXT),
      canFail: true,
      doc: "The parts of a qualified name; what stands behind it is an error unless the second argument is false.",
      lower: ([value, strict]) => text("parseIdentifier", "ref", [value as IrExpr, strict ?? constant("bool", 1)]),
    }),
  ),
]);
