// An aggregate that is joined on its group keys groups only what will be joined: when another relation of the
// join leaves few of the keys, its keys filter the aggregate's input (a semi join). The relation becomes a
// common table expression, evaluated once and read twice.
import type { ColumnId } from "../../common/ids.ts";
import { refTo } from "../../logical/column-ref.ts";
import type { LogicalExpr, LogicalPlan, NamedExpr, OutputColumn } from "../../logical/plan.ts";
import { childrenOf } from "../../logical/tree.ts";
import { copyPlan } from "../copy-plan.ts";
import { call, type Deep, mapDeep, runDeep } from "../deep.ts";
import { asEquality, type Equality, equalityOf } from "../equality.ts";
import type { Estimator } from "../estimate.ts";
import { estimatorOf } from "../estimator-of.ts";
import { factsOf } from "../facts.ts";
import { rewritePlan, withInputs } from "../rewrite-plan.ts";
import type { Rule, RuleContext } from "../rule.ts";
import { equalColumns } from "./infer-conjuncts.ts";
import { isReorderable, type Member, type Region, RegionBuilder } from "./join-region.ts";

export const reduceAggregates: Rule = {
  name: "reduce-aggregates",
  reason: "before join ordering, which finds the place of the semi join among the joins below the aggregate",
  required: false,
  concerns: ({ joinsGroups }) => joinsGroups,
  rewrite: (plan, context) => {
    const estimator = estimatorOf(plan, context);
    return runDeep(reduce(plan, context, estimator));
  },
};

type Of<Kind extends LogicalPlan["kind"]> = Extract<LogicalPlan, { readonly kind: Kind }>;

/** Grouping a row costs about as much as probing for four. */
const GROUP = 4;
const BUILD = 3;
/** Below this share of keys the relation is worth keeping. */
const FEW = 0.2;

function* reduce(plan: LogicalPlan, context: RuleContext, estimator: Estimator): Deep<LogicalPlan> {
  let node = plan;
  if (node.kind === "join" && isReorderable(node)) {
    const region = yield* call(new RegionBuilder(context).build(node));
    const found = bestReduction(region, estimator);
    if (found !== undefined) node = applied(node, found, context);
  }
  // The regions of a region's own joins hold no more than it does.
  const below = node.kind === "cte" && node !== plan ? node : undefined;
  const inputs = yield* call(
    mapDeep(childrenOf(node), (input) => (below?.body === input ? inner(input) : reduce(input, context, estimator))),
  );
  return withInputs(node, inputs);

  function* inner(body: LogicalPlan): Deep<LogicalPlan> {
    return withInputs(body, yield* call(mapDeep(childrenOf(body), (input) => reduce(input, context, estimator))));
  }
}

interface Reduction {
  readonly aggregate: Of<"aggregate">;
  /** What the aggregate groups by. */
  readonly key: LogicalExpr;
  /** The relation that leaves few keys, and its column. */
  readonly source: LogicalPlan;
  readonly column: OutputColumn;
  readonly equality: Equality;
  readonly gain: number;
}

function bestReduction(region: Region, estimator: Estimator): Reduction | undefined {
  const conditions = [...region.predicates, ...region.members.flatMap(({ attach }) => attach?.on ?? [])];
  let best: Reduction | undefined;
  for (const member of region.members) {
    const grouped = groupedBelow(member.plan);
    if (grouped === undefined) continue;
    for (const group of grouped.keys) {
      for (const source of sourcesOf(region, member, group.id)) {
        const found = reduction(grouped.aggregate, group, source, conditions, estimator);
        if (found !== undefined && (best === undefined || found.gain > best.gain)) best = found;
      }
    }
  }
  return best;
}

interface GroupKey {
  /** As the member shows it. */
  readonly id: ColumnId;
  readonly expr: LogicalExpr;
}

/** The aggregate that a relation consists of, under projections that rename and filters. */
function groupedBelow(
  plan: LogicalPlan,
): { readonly aggregate: Of<"aggregate">; readonly keys: readonly GroupKey[] } | undefined {
  let node = plan;
  let names = new Map(factsOf(plan).columns.map(({ id }) => [id, id]));
  while (node.kind === "project" || node.kind === "filter") {
    if (node.kind === "project") names = below(node.exprs, names);
    node = node.input;
  }
  if (node.kind !== "aggregate" || node.groupingSets !== undefined) return undefined;
  const { groups } = node;
  const keys = [...names].flatMap(([id, own]): GroupKey[] => {
    const group = groups.find(({ output }) => output.id === own);
    return group === undefined ? [] : [{ id, expr: group.expr }];
  });
  return { aggregate: node, keys };
}

function below(exprs: readonly NamedExpr[], names: ReadonlyMap<ColumnId, ColumnId>): Map<ColumnId, ColumnId> {
  const values = new Map(exprs.map(({ output, expr }) => [output.id, expr]));
  const found = [...names].flatMap(([id, own]): [ColumnId, ColumnId][] => {
    const expr = values.get(own);
    return expr?.kind === "column" ? [[id, expr.column]] : [];
  });
  return new Map(found);
}

interface Source {
  readonly plan: LogicalPlan;
  readonly column: OutputColumn;
}

/**
 * Relations whose rows hold every key that the aggregate is asked for: those of the inner joins that it is made
 * equal to, and the right sides of semi joins that filter such a column.
 */
function sourcesOf(region: Region, member: Member, key: ColumnId): readonly Source[] {
  const asked = member.attach?.on ?? [];
  const same = equalTo([...region.predicates, ...asked], key);
  const sources: Source[] = [];
  for (const { plan, attach } of region.members) {
    if (plan === member.plan || (attach !== undefined && attach.join !== "semi")) continue;
    const own = attach === undefined ? same : equalTo(attach.on.length === 1 ? attach.on : [], ...same);
    for (const column of factsOf(plan).columns) if (own.has(column.id)) sources.push({ plan, column });
  }
  return sources;
}

function equalTo(conditions: readonly LogicalExpr[], ...ids: readonly ColumnId[]): ReadonlySet<ColumnId> {
  const found = new Set<ColumnId>();
  for (const members of equalColumns(conditions)) {
    if (members.some(({ id }) => ids.includes(id))) for (const { id } of members) found.add(id);
  }
  return found;
}

function reduction(
  aggregate: Of<"aggregate">,
  { id, expr: key }: GroupKey,
  { plan: source, column }: Source,
  conditions: readonly LogicalExpr[],
  estimator: Estimator,
): Reduction | undefined {
  const input = estimator.profile(aggregate.input).rows;
  const rows = estimator.profile(source).rows;
  const groups = estimator
    .profile(aggregate)
    .columns.get(aggregate.groups.find(({ expr }) => expr === key)?.output.id ?? id);
  const share = rows / Math.max(1, groups?.distinct ?? rows);
  const gain = input * (1 - share) * GROUP - input - rows * BUILD;
  if (share > FEW || gain <= 0) return undefined;
  const equality = conditions.map(asEquality).find((one) => one !== undefined && usesOnly(one, column));
  return equality && { aggregate, key, source, column, equality, gain };
}

/** An equality of columns of that type: how two of them are compared. */
function usesOnly({ left, right, nullsEqual }: Equality, { id }: OutputColumn): boolean {
  const isIt = (expr: LogicalExpr): boolean => expr.kind === "column" && expr.column === id;
  return !nullsEqual && left.kind === "column" && right.kind === "column" && (isIt(left) || isIt(right));
}

function applied(
  plan: LogicalPlan,
  { aggregate, key, source, column, equality }: Reduction,
  context: RuleContext,
): LogicalPlan {
  const cte = context.cteId();
  const copy = copyPlan(source, context);
  const sourceOf = ({ id }: OutputColumn): ColumnId => copy.ids.get(id) ?? id;
  const read = (columns: readonly { readonly output: OutputColumn; readonly source: ColumnId }[]): LogicalPlan => {
    return { kind: "cte-ref", cte, name: "keys", columns };
  };
  const output = context.fresh(column);
  const semi: LogicalPlan = {
    kind: "join",
    join: "semi",
    left: aggregate.input,
    right: read([{ output, source: sourceOf(column) }]),
    on: [equalityOf(equality, key, refTo(output))],
    lateral: false,
  };
  const body = rewritePlan(plan, (node) => {
    if (node === source) return read(factsOf(source).columns.map((own) => ({ output: own, source: sourceOf(own) })));
    return node === aggregate ? { ...aggregate, input: semi } : node;
  });
  return { kind: "cte", cte, name: "keys", definition: copy.plan, body, materialized: false };
}
