// GROUPING(a, b): a placeholder column until the groups are known; ungroup.ts turns it into an expression. Like an
// aggregate it belongs to the query of its arguments.
import type { Node } from "@pgsql/types";
import type { LogicalExpr } from "../logical/plan.ts";
import { INT4 } from "../type/logical-type.ts";
import { ownerOf, refuseOutsideGrouping } from "./bind-aggregate.ts";
import type { BindContext } from "./context.ts";
import { locationOf } from "./parse-node.ts";
import type { Place } from "./scope.ts";

/** Binds a GroupingFunc. */
export function bindGrouping(
  context: BindContext,
  place: Place,
  { args = [], location }: Extract<Node, { GroupingFunc: unknown }>["GroupingFunc"],
): LogicalExpr {
  if (args.length > 31) {
    throw context.error("INVALID_QUERY", "54023", "GROUPING must have fewer than 32 arguments", location);
  }
  const output = context.column("grouping", INT4, false);
  const bound = args.map((arg) => context.expr(place, arg));
  const owner = ownerOf(place, bound);
  refuseOutsideGrouping(context, owner, "grouping operations", location);
  owner.scope.level.groupings.push({ output, args: bound, locations: args.map(locationOf) });
  return { kind: "column", column: output.id, type: output.type };
}
