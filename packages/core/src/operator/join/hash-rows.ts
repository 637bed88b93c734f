// Hash joins that put out each probe row at most once. Without a residual predicate the table's answer decides: no
// pair is made. For mark joins the NULL rule (hash-join-null-rule.ts) looks at what is left undecided.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import { Projection } from "../../codegen/projection.ts";
import type { Batch } from "../../column/vector.ts";
import { JoinTable, type JoinTableData } from "../../kernel/hash-join.ts";
import { type JoinKernels, joinKernels } from "../../kernel/join.ts";
import { KeyEncoder } from "../key-encoder.ts";
import type { TaskContext } from "../operator.ts";
import type { HashJoinSpec } from "../spec.ts";
import type { BuildSide } from "./build-side.ts";
import { ChainPairs, HashCandidates } from "./hash-candidates.ts";
import type { HashFinder } from "./hash-finder.ts";
import { groupKeys, type NullRule } from "./hash-join-null-rule.ts";
import { nullPairCondition } from "./pair-condition.ts";
import { TruthVerdict } from "./pair-verdict.ts";
import { CandidateRows, type RowDecider, type RowJoinKind } from "./row-states.ts";

export interface HashRowsOptions {
  readonly spec: HashJoinSpec;
  readonly join: RowJoinKind;
  readonly side: BuildSide;
  readonly finder: HashFinder;
  readonly nullRule: NullRule | undefined;
}

export class HashRows implements RowDecider {
  readonly #finder: HashFinder;
  /** With a residual predicate. */
  readonly #pairs: CandidateRows | undefined;
  readonly #nullRule: NullRuleRows | undefined;

  constructor(context: TaskContext, { spec, join, side, finder, nullRule }: HashRowsOptions) {
    this.#finder = finder;
    if (spec.residual !== undefined) {
      const candidates = new HashCandidates(finder, new ChainPairs(context));
      this.#pairs = new CandidateRows(context, { join, side, candidates, predicate: spec.residual });
    }
    if (nullRule !== undefined) this.#nullRule = new NullRuleRows(context, spec, side, nullRule);
  }

  *decide(batch: Batch, states: Pointer): Generator<void, void> {
    if (this.#pairs !== undefined) {
      yield* this.#pairs.decide(batch, states);
    } else {
      this.#finder.find(batch);
      this.#finder.table.matched(this.#finder.found, batch.rows, states);
    }
    if (this.#nullRule !== undefined) yield* this.#nullRule.decide(batch, this.#finder.validity, states);
  }

  close(): void {
    // The pairs own the finder when there are any.
    if (this.#pairs === undefined) this.#finder.close();
    else this.#pairs.close();
    this.#nullRule?.close();
  }
}

/** The NULL rule of a mark join, for the rows of a batch that no pair has decided. */
class NullRuleRows {
  readonly #region: Region;
  readonly #kernels: JoinKernels;
  readonly #projection: Projection;
  readonly #encoder: KeyEncoder;
  readonly #groups: JoinTable;
  readonly #nulls: JoinTable | undefined;
  readonly #records: Pointer;
  readonly #mask: Pointer;
  readonly #found: Pointer;
  readonly #pairs: ChainPairs | undefined;
  readonly #verdict: TruthVerdict | undefined;

  constructor(context: TaskContext, spec: HashJoinSpec, side: BuildSide, rule: NullRule) {
    const { arena, region, batchRows } = context;
    const attach = (table: JoinTableData): JoinTable => JoinTable.attach(region, table);
    this.#region = region;
    this.#kernels = joinKernels(arena);
    const keys = groupKeys(spec).map((at) => (spec.keys[at] as HashJoinSpec["keys"][number]).probe);
    this.#projection = new Projection(context, keys);
    this.#encoder = KeyEncoder.attach(region, rule.layout, rule.symbols);
    this.#groups = attach(rule.groups);
    this.#nulls = rule.nulls === undefined ? undefined : attach(rule.nulls);
    this.#records = region.allocate(8 * rule.layout.words * batchRows);
    this.#mask = region.allocate(batchRows);
    this.#found = region.allocate(4 * batchRows);
    const condition = nullPairCondition(spec);
    if (condition === undefined) return;
    this.#pairs = new ChainPairs(context);
    this.#verdict = new TruthVerdict(context, side, this.#pairs.block, condition, "unsure");
  }

  /** `validity`: of the probe rows' keys. */
  *decide(batch: Batch, validity: Pointer, states: Pointer): Generator<void, void> {
    if (validity === 0 && this.#nulls === undefined) return;
    const { words } = this.#encoder.layout;
    this.#projection.evaluateInParts(batch, (keys, rows, from) => {
      this.#encoder.encode(keys, rows, this.#records + 8 * words * from, this.#mask);
    });
    if (validity !== 0) yield* this.#lookIn(this.#groups, batch, validity, 0, states);
    if (this.#nulls !== undefined) yield* this.#lookIn(this.#nulls, batch, validity, 1, states);
  }

  /** Rows whose key's validity is `want` are unsure if they have a match in the table. */
  *#lookIn(table: JoinTable, batch: Batch, validity: Pointer, want: 0 | 1, states: Pointer): Generator<void, void> {
    if (this.#kernels.joinUndecided(states, validity, batch.rows, want, this.#mask) === 0) return;
    table.find(this.#records, this.#mask, batch.rows, this.#found);
    if (this.#pairs === undefined || this.#verdict === undefined) {
      this.#kernels.joinUnsure(this.#found, batch.rows, states);
      return;
    }
    const pairs = this.#pairs;
    pairs.begin(table, this.#found, batch.rows);
    yield* this.#verdict.judge(batch, () => pairs.next(0), states);
  }

  close(): void {
    this.#projection.close();
    this.#encoder.close();
    this.#groups.detach();
    this.#nulls?.detach();
    this.#pairs?.close();
    this.#verdict?.close();
    for (const pointer of [this.#records, this.#mask, this.#found]) this.#region.free(pointer);
  }
}
