// What binding takes beyond simple queries (simple-query.ts), as one part.
import { bindArray } from "./bind-array.ts";
import { bindWith } from "./bind-cte.ts";
import { bindExpr } from "./bind-expr.ts";
import { bindGroupBy } from "./bind-group.ts";
import { bindJoin } from "./bind-join.ts";
import { fieldsOf } from "./bind-row-value.ts";
import { bindSetOperation } from "./bind-set.ts";
import { bindTableFunction } from "./bind-table-function.ts";
import { bindValues } from "./bind-values.ts";
import { bindWindowClause } from "./bind-window.ts";
import type { Clauses } from "./clauses.ts";
import type { BindContext } from "./context.ts";
import { convertInZone } from "./convert-in-zone.ts";
import { literalOfText } from "./literal-of-text.ts";
import { nearFunction } from "./near-function.ts";
import { Ungroup } from "./ungroup.ts";

export const allClauses: Clauses<BindContext> = {
  expr: bindExpr,
  array: bindArray,
  fields: fieldsOf,
  literal: literalOfText,
  convertInZone,
  nearFunction,
  with: bindWith,
  setOperation: bindSetOperation,
  values: bindValues,
  join: bindJoin,
  tableFunction: bindTableFunction,
  windows: bindWindowClause,
  groupBy: bindGroupBy,
  ungroup: (context, scope, input, groupBy) => new Ungroup(context, scope, input, groupBy),
};
