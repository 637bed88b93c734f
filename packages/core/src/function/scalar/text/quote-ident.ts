// quote_ident: a text as SQL writes it as a name (PostgreSQL manual, section 9.4).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const quoteIdent: FunctionFamily = functionFamily(["quote_ident"], () => [
  rowFunction({
    name: "quote_ident",
    args: ["text"],
    result: "text",
    module: "text",
    kernel: "quoteIdentifier",
    canFail: false,
    doc: "The text as an identifier, in double quotes where it needs them.",
  }),
]);
