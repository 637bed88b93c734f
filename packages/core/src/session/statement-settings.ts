// current_setting() in a plan that is about to run: the value that the setting has for this statement. Loaded with the first
// statement that asks.
import { unsupported } from "../common/error.ts";
import { SETTING_OVERLOADS } from "../function/scalar/session/setting-overloads.ts";
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import { TEXT } from "../type/logical-type.ts";
import { rewriteExprsEverywhere } from "./rewrite-everywhere.ts";
import type { Session } from "./session.ts";
import { isSetting, showSetting } from "./settings.ts";

/** @throws FfqError 42704 for no setting's name; UNSUPPORTED for a name that is computed */
export function withSettings(plan: LogicalPlan, session: Session): LogicalPlan {
  return rewriteExprsEverywhere(plan, (node) => {
    if (node.kind !== "call" || !SETTING_OVERLOADS.has(node.overload)) return node;
    const [name, missingOk] = node.args.map(constantOf);
    return { kind: "constant", value: valueOf(session, name, missingOk), type: TEXT };
  });
}

type Constant = Extract<LogicalExpr, { readonly kind: "constant" }>["value"];

function constantOf(expr: LogicalExpr): Constant {
  if (expr.kind === "constant") return expr.value;
  throw unsupported("current_setting() of a name that is not a constant");
}

function valueOf(session: Session, name: Constant | undefined, missingOk: Constant = false): string | null {
  if (typeof name !== "string" || missingOk === null) return null;
  return missingOk === true && !isSetting(name) ? null : showSetting(session, name);
}
