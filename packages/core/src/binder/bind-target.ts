// The SELECT list: expressions with names, * and t.* expanded. Later clauses look targets up by name, position or
// equality, and may add hidden ones (ORDER BY an expression that is not selected).
import type { Node } from "@pgsql/types";
import { bindStar } from "./bind-star.ts";
import { settled } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import type { Place } from "./scope.ts";
import type { Target } from "./target.ts";
import { targetName } from "./target-name.ts";

/** Binds a SELECT list. With `keepUnknown` literals without a type keep none. */
export function bindTargets(context: BindContext, place: Place, list: readonly Node[], keepUnknown: boolean): Target[] {
  return list.flatMap((node) => {
    if (!("ResTarget" in node) || node.ResTarget.val === undefined) throw context.unsupported("this target");
    const { val, name } = node.ResTarget;
    const star = bindStar(context, place, val);
    if (star !== undefined) return star.map((item): Target => ({ ...item, hidden: false }));
    const bound = context.expr(place, val);
    const expr = keepUnknown ? bound : settled(context, bound);
    return [{ name: name ?? targetName(context, val), expr, hidden: false }];
  });
}
