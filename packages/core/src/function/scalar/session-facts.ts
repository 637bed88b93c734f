// What a program asks about the engine, its session, and its own statement (PostgreSQL manual, section 9.27): version(),
// current_setting(), current_database(), current_schema(), pg_typeof().
import { internal } from "../../common/error.ts";
import { SERVER_VERSION } from "../../common/postgres-version.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { textConstant } from "../kernel-call.ts";
import { type ArgumentKind, type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";

/** The one database, and the one user, that there is. */
export const SESSION_NAME = "ffq";

const told = (name: string, value: string, doc: string): ScalarOverload => ({
  name,
  args: [],
  result: "text",
  strict: true,
  volatility: "stable",
  canFail: false,
  doc,
  lower: () => textConstant(value),
});

const setting = (args: readonly ArgumentKind[], doc: string): ScalarOverload => ({
  name: "current_setting",
  args,
  result: "text",
  strict: true,
  volatility: "stable",
  canFail: true,
  doc,
  lower: () => {
    throw internal("current_setting() in a plan that runs");
  },
});

export const sessionFacts: FunctionFamily = functionFamily(
  ["version", "current_database", "current_schema", "current_setting", "pg_typeof"],
  () => [
    told("version", `PostgreSQL ${SERVER_VERSION}`, "The PostgreSQL whose SQL this is."),
    told("current_database", SESSION_NAME, "The database's name, which is always the same."),
    told("current_schema", "public", "The schema in which tables are made."),
    setting(["text"], "The setting's value, as SHOW has it."),
    setting(
      ["text", "bool"],
      "The setting's value, as SHOW has it; of one that there is not NULL where the second argument is true.",
    ),
    {
      name: "pg_typeof",
      args: ["any"],
      implicit: ["type"],
      result: "text",
      strict: false,
      volatility: "stable",
      canFail: false,
      doc: "The name of the argument's type, as text.",
      // What is asked is what was bound: the value is not computed for it.
      lower: ([, name]) => name as IrExpr,
    },
  ],
);
