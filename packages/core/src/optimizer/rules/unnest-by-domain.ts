// The general way of unnesting: see below.
import { unsupported } from "../../common/error.ts";
import { nodesOf } from "../rewrite-plan.ts";
import type { Rule } from "../rule.ts";

export const unnestByDomain: Rule = {
  name: "unnest-by-domain",
  reason: "what pulling cannot make independent; execution knows no lateral joins",
  required: true,
  rewrite: (plan) => {
    for (const node of nodesOf(plan))
      if (node.kind === "join" && node.lateral) throw unsupported("this correlated subquery");
    return plan;
  },
};
