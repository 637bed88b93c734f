// Window definitions (PostgreSQL manual, 4.2.8 and 7.2.5): OVER, the WINDOW clause, and what a definition takes over
// from the window that it names.
import type { Node, WindowDef } from "@pgsql/types";
import { nearHint } from "../common/suggest.ts";
import type { WindowFrame } from "../expr/window-frame.ts";
import type { FrameOffset, LogicalExpr, SortKey } from "../logical/plan.ts";
import { bindOrderItems } from "./bind-order.ts";
import { bindFrame, hasFrameClause } from "./bind-window-frame.ts";
import { settled } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import type { Scope } from "./scope.ts";
import type { BoundWindow } from "./windows.ts";

/** Binds the WINDOW clause into the level's named windows. @throws FfqError 42P20, 42704 */
export function bindWindowClause(context: BindContext, scope: Scope, clause: readonly Node[]): void {
  const { named } = scope.level.windows;
  for (const node of clause) {
    if (!("WindowDef" in node)) throw context.unsupported("this WINDOW");
    const { name = "", location } = node.WindowDef;
    if (named.has(name)) {
      throw context.error("INVALID_QUERY", "42P20", `window "${name}" is already defined`, location);
    }
    named.set(name, bindDefinition(context, scope, node.WindowDef));
  }
}

/** The window of an OVER clause, and the call's frame. */
export function bindOver(
  context: BindContext,
  scope: Scope,
  over: WindowDef,
): { readonly window: BoundWindow; readonly frame: WindowFrame<FrameOffset> } {
  const { name } = over;
  const window = name === undefined ? bindDefinition(context, scope, over) : findWindow(context, scope, name, over);
  return { window, frame: window.frame };
}

function findWindow(context: BindContext, scope: Scope, name: string, { location }: WindowDef): BoundWindow {
  const found = scope.level.windows.named.get(name);
  if (found === undefined) {
    const hint = nearHint("window", name, scope.level.windows.named.keys());
    throw context.error("NOT_FOUND", "42704", `window "${name}" does not exist`, location, hint);
  }
  return found;
}

function bindDefinition(context: BindContext, scope: Scope, definition: WindowDef): BoundWindow {
  const { refname, partitionClause = [], orderClause = [] } = definition;
  const base = refname === undefined ? undefined : findWindow(context, scope, refname, definition);
  if (base !== undefined) refuseOverriding(context, base, definition);
  const place = { scope, clause: "window definitions" } as const;
  const order = bindWindowOrder(context, scope, orderClause);
  const own = partitionClause.map((node) => settled(context, context.expr(place, node)));
  const partitionBy = base?.partitionBy ?? own;
  const orderBy = base !== undefined && order.length === 0 ? base.orderBy : order;
  const frame = bindFrame(context, scope, definition, orderBy);
  return { partitionBy, orderBy, frame, hasFrame: hasFrameClause(definition) };
}

function refuseOverriding(context: BindContext, base: BoundWindow, definition: WindowDef): void {
  const { refname, partitionClause, orderClause, location, name } = definition;
  const refuse = (message: string, hint?: string): Error =>
    context.error("INVALID_QUERY", "42P20", message, location, hint);
  if (partitionClause !== undefined) throw refuse(`cannot override PARTITION BY clause of window "${refname}"`);
  if (orderClause !== undefined && base.orderBy.length > 0) {
    throw refuse(`cannot override ORDER BY clause of window "${refname}"`);
  }
  if (!base.hasFrame) return;
  const isBare = name === undefined && orderClause === undefined && !hasFrameClause(definition);
  const hint = isBare ? "Omit the parentheses in this OVER clause." : undefined;
  throw refuse(`cannot copy window "${refname}" because it has a frame clause`, hint);
}

/** ORDER BY in a window: expressions only, no output names and positions. */
function bindWindowOrder(context: BindContext, scope: Scope, clause: readonly Node[]): readonly SortKey[] {
  const exprs: LogicalExpr[] = [];
  const items = bindOrderItems(
    context,
    clause,
    (node) => exprs.push(settled(context, context.expr({ scope, clause: "window definitions" }, node))) - 1,
    (target) => exprs[target] as LogicalExpr,
  );
  return items.map(({ target, descending, nullsFirst }) => {
    return { expr: exprs[target] as LogicalExpr, descending, nullsFirst };
  });
}
