// Puts exchanges into a plan for one task, so that its parts run in several: scans are spread, aggregates run
// in two phases, joins get both sides by the keys or the build side whole, and what needs all rows in one place
// gets them in one task. Small tables are read whole by each task that joins them, and small inputs stay in one
// task: an exchange would cost more than it spares. Every rule here keeps the answer; estimates only choose
// between rules.
//
// A recursion stays in one task with everything that depends on it; what it reads from outside comes by exchange.
import type { Field } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import type { StateId } from "../common/ids.ts";
import { unreachable } from "../common/unreachable.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { functionCallsOf } from "../physical/function-calls.ts";
import type { Partitioning } from "../physical/partitioning.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { childrenOf, mapChildren } from "../physical/tree.ts";
import type { PlanIds, PlannerContext } from "./context.ts";
import {
  type Distribution,
  isOneTask,
  mapKeys,
  placesOf,
  REPLICATED,
  SINGLE,
  SPREAD,
  throughProject,
} from "./distribution.ts";
import { allInputs, inputRef } from "./lower-expr.ts";
import { placeAggregate } from "./place-aggregate.ts";
import { placeHashJoin, placeNestedLoop } from "./place-join.ts";
import type { Placed, Placing } from "./placing.ts";
import { byRangesOfOne, slicedScan } from "./slice-scans.ts";
import { spoolKeys } from "./spool-keys.ts";

export interface ExchangeOptions
  extends Pick<PlannerContext, "partitions" | "smallInputRows" | "isVolatile" | "blocksOf"> {
  readonly ids: PlanIds;
}

/** The plan with exchange nodes; its root runs in one task. */
export function placeExchanges(plan: PhysicalPlan, options: ExchangeOptions): PhysicalPlan {
  const placing = new Placer(options);
  return placing.single(placing.place(plan));
}

/** Where there are more tasks, what each of them would get whole is computed by one. */
const MOST_REPEATED = 16;

class Placer implements Placing {
  readonly partitions: number;
  readonly smallInputRows: number;
  readonly ids: PlanIds;
  readonly isVolatile: (expr: PhysicalExpr) => boolean;
  readonly blocksOf: PlannerContext["blocksOf"];
  /** Spools that are written in the task that reads them: recursions, and what depends on one. */
  readonly #local = new Set<StateId>();
  readonly #spools = new Map<StateId, Distribution>();
  readonly #free = new WeakMap<PhysicalPlan, ReadonlySet<StateId>>();

  constructor({ partitions, smallInputRows, isVolatile, blocksOf, ids }: ExchangeOptions) {
    this.blocksOf = blocksOf;
    this.partitions = partitions;
    this.smallInputRows = smallInputRows;
    this.isVolatile = isVolatile;
    this.ids = ids;
  }

  place(node: PhysicalPlan): Placed {
    if (this.#isLocal(node)) return { plan: this.#placeLocal(node), distribution: SINGLE };
    switch (node.kind) {
      case "scan":
        return node.estimatedRows <= this.smallInputRows
          ? { plan: { ...node, whole: true }, distribution: REPLICATED }
          : slicedScan(this, node);
      case "values":
        return { plan: node, distribution: SINGLE };
      case "cte-scan":
        return this.#placeSpoolScan(node);
      case "filter":
      case "repeat": {
        const { plan, distribution } = this.place(node.input);
        const kept =
          node.kind === "filter"
            ? this.#evaluated(distribution, [node.predicate])
            : mapKeys(distribution, afterRemoving(node.count));
        return { plan: { ...node, input: plan }, distribution: kept };
      }
      case "project": {
        const { plan, distribution } = this.place(node.input);
        const kept = throughProject(this.#evaluated(distribution, node.exprs), node.exprs);
        return { plan: { ...node, input: plan }, distribution: kept };
      }
      case "hash-aggregate":
        return placeAggregate(this, node);
      case "hash-join":
        return placeHashJoin(this, node);
      case "nested-loop-join":
        return placeNestedLoop(this, node);
      case "sort":
        return { plan: this.#placeSort(node), distribution: SINGLE };
      case "window":
        return this.#placeWindow(node);
      case "limit":
        return { plan: this.#placeLimit(node), distribution: SINGLE };
      case "union-all":
        return this.#placeUnion(node);
      case "cte":
        return this.#placeCte(node);
      case "recursive-cte":
        return { plan: this.#placeLocal(node), distribution: SINGLE };
      case "extension":
        return this.#placeExtension(node);
      case "table-function":
        if (node.input !== undefined) return this.#placeUnnest({ ...node, input: node.input });
        return { plan: node, distribution: SINGLE };
      case "distinct-on":
        return { plan: mapChildren(node, (child) => this.single(this.place(child))), distribution: SINGLE };
      case "exchange":
      case "exchange-read":
        throw internal("exchanges are placed once");
      default:
        return unreachable(node);
    }
  }

  /** The input's columns stay where they are: rows that were together are. */
  #placeUnnest(node: PhysicalPlan & { readonly kind: "table-function"; readonly input: PhysicalPlan }): Placed {
    const { plan: input, distribution } = this.place(node.input);
    return { plan: { ...node, input }, distribution };
  }

  single({ plan, distribution }: Placed): PhysicalPlan {
    return isOneTask(distribution) ? plan : this.exchange(plan, { kind: "single" });
  }

  everywhere(placed: Placed): Placed {
    if (isOneTask(placed.distribution)) return placed;
    if (this.partitions > MOST_REPEATED) return { plan: this.single(placed), distribution: SINGLE };
    const { partitions } = this;
    return { plan: this.exchange(placed.plan, { kind: "broadcast", partitions }), distribution: REPLICATED };
  }

  exchange(input: PhysicalPlan, partitioning: Partitioning): PhysicalPlan {
    const { fields, estimatedRows } = input;
    return { kind: "exchange", input, partitioning, fields, estimatedRows };
  }

  /** What is random is computed once. */
  #evaluated(distribution: Distribution, exprs: readonly PhysicalExpr[]): Distribution {
    return distribution.kind === "replicated" && exprs.some(this.isVolatile) ? SINGLE : distribution;
  }

  /** Spread over the tasks, by all columns where nothing else is known. Undefined for rows without columns. */
  #spread({ plan, distribution }: Placed): PhysicalPlan | undefined {
    if (!isOneTask(distribution)) return plan;
    if (plan.fields.length === 0) return undefined;
    return this.exchange(plan, { kind: "hash", keys: allInputs(plan.fields), partitions: this.partitions });
  }

  /** Functions of the program see each row by itself; of other operators nothing is known: all rows come to one task. */
  #placeExtension(node: Extract<PhysicalPlan, { kind: "extension" }>): Placed {
    const [input] = node.inputs;
    if (input === undefined || functionCallsOf(node).length === 0) {
      return { plan: mapChildren(node, (child) => this.single(this.place(child))), distribution: SINGLE };
    }
    const { plan, distribution } = this.place(input);
    // Columns only come behind the input's: its keys are where they were.
    return {
      plan: { ...node, inputs: [plan] },
      distribution: distribution.kind === "replicated" ? SINGLE : distribution,
    };
  }

  #placeSort(node: Extract<PhysicalPlan, { kind: "sort" }>): PhysicalPlan {
    const input = this.place(node.input);
    if (isOneTask(input.distribution) || node.limit === undefined) return { ...node, input: this.single(input) };
    // Each task gives its first rows: only they can be among the first of all.
    const first: PhysicalPlan = { ...node, state: this.ids.state(), input: input.plan };
    return { ...node, input: this.exchange(first, { kind: "single" }) };
  }

  /** Rows of one partition meet in one task. */
  #placeWindow(node: Extract<PhysicalPlan, { kind: "window" }>): Placed {
    const input = this.place(node.input);
    const { plan, distribution } = input;
    if (isOneTask(distribution) || node.partitionBy.length === 0) {
      return { plan: { ...node, input: this.single(input) }, distribution: SINGLE };
    }
    const isPlaced = distribution.kind === "hash" && placesOf(distribution.keys, node.partitionBy) !== undefined;
    if (isPlaced) return { plan: { ...node, input: plan }, distribution };
    const keys = node.partitionBy;
    const sliced = byRangesOfOne(this, input, keys);
    if (sliced !== undefined) {
      const { place, bounds } = sliced;
      const lies: Distribution = { kind: "ranges", keys: keys.slice(place, place + 1), bounds };
      return { plan: { ...node, input: sliced.plan }, distribution: lies };
    }
    const exchanged = this.exchange(plan, { kind: "hash", keys, partitions: this.partitions });
    return { plan: { ...node, input: exchanged }, distribution: { kind: "hash", keys } };
  }

  #placeLimit(node: Extract<PhysicalPlan, { kind: "limit" }>): PhysicalPlan {
    const input = this.place(node.input);
    if (isOneTask(input.distribution) || node.limit === undefined) return { ...node, input: this.single(input) };
    const limit = node.limit + node.offset;
    const first: PhysicalPlan = { ...node, state: this.ids.state(), input: input.plan, limit, offset: 0 };
    return { ...node, input: this.exchange(first, { kind: "single" }) };
  }

  #placeUnion(node: Extract<PhysicalPlan, { kind: "union-all" }>): Placed {
    const placed = node.inputs.map((input) => this.place(input));
    const gathered = (): Placed => ({
      plan: { ...node, inputs: placed.map((input) => this.single(input)) },
      distribution: SINGLE,
    });
    if (placed.every(({ distribution }) => isOneTask(distribution))) return gathered();
    const inputs = placed.map((input) => this.#spread(input));
    if (!inputs.every((input) => input !== undefined)) return gathered();
    return { plan: { ...node, inputs }, distribution: SPREAD };
  }

  /** The definition becomes a stage that every reader reads; its rows stay as they lie where that has a name. */
  #placeCte(node: Extract<PhysicalPlan, { kind: "cte" }>): Placed {
    const definition = this.place(node.definition);
    const { partitions } = this;
    const { plan, distribution } = definition;
    const isSmall = plan.estimatedRows <= this.smallInputRows;
    const spread = !isOneTask(distribution) && !isSmall && plan.fields.length > 0;
    const keys = distribution.kind === "hash" ? distribution.keys : spoolKeysOf(node, plan.fields);
    const [partitioning, lies] = ((): readonly [Partitioning, Distribution] => {
      if (spread)
        return [
          { kind: "hash", keys, partitions },
          { kind: "hash", keys },
        ];
      if (isSmall && partitions <= MOST_REPEATED) return [{ kind: "broadcast", partitions }, REPLICATED];
      return [{ kind: "single" }, SINGLE];
    })();
    this.#spools.set(node.state, lies);
    const body = this.place(node.body);
    return {
      plan: { ...node, definition: this.exchange(plan, partitioning), body: body.plan },
      distribution: body.distribution,
    };
  }

  #placeSpoolScan(node: Extract<PhysicalPlan, { kind: "cte-scan" }>): Placed {
    const distribution = this.#spools.get(node.state) ?? SPREAD;
    return { plan: node, distribution: mapKeys(distribution, (index) => node.columns.indexOf(index)) };
  }

  /** The node stays whole in one task, over inputs that are gathered there. */
  #placeLocal(node: PhysicalPlan): PhysicalPlan {
    if (node.kind === "recursive-cte") this.#local.add(node.state);
    if (node.kind === "cte") {
      if (!this.#isLocal(node.definition)) return this.single(this.#placeCte(node));
      this.#local.add(node.state);
    }
    return mapChildren(node, (child) => this.single(this.place(child)));
  }

  /** Reads a local spool, or holds a node that does. */
  #isLocal(node: PhysicalPlan): boolean {
    return this.#local.size > 0 && [...this.#freeStates(node)].some((state) => this.#local.has(state));
  }

  /** The spools that a subtree reads and does not itself write. */
  #freeStates(node: PhysicalPlan): ReadonlySet<StateId> {
    const known = this.#free.get(node);
    if (known !== undefined) return known;
    const free = new Set<StateId>(node.kind === "cte-scan" ? [node.state] : []);
    for (const child of childrenOf(node)) {
      for (const state of this.#freeStates(child)) {
        const own = node.kind === "recursive-cte" || (node.kind === "cte" && child === node.body);
        if (!own || state !== node.state) free.add(state);
      }
    }
    this.#free.set(node, free);
    return free;
  }
}

/** By what a reader wants, or by every column. */
function spoolKeysOf(
  { body, state }: Extract<PhysicalPlan, { kind: "cte" }>,
  fields: readonly Field[],
): readonly PhysicalExpr[] {
  const wanted = spoolKeys(body, state);
  return wanted === undefined ? allInputs(fields) : wanted.map((at) => inputRef(at, fields[at] as Field));
}

function afterRemoving(removed: number): (index: number) => number {
  return (index) => (index === removed ? -1 : index > removed ? index - 1 : index);
}
