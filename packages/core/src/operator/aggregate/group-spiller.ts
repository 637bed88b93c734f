// Writes groups to disk: their running values, and the distinct values that they have collected, by partitions of
// their keys, so that all that one group left is in one partition.
import type { Vector } from "../../column/vector.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { NullColumns } from "../join/null-columns.ts";
import type { TaskContext } from "../operator.ts";
import { KeySpiller } from "../spill/key-spiller.ts";
import type { SpilledRows } from "../spill/spilled-rows.ts";
import type { AggregatePlan, GroupingSetPlan } from "./aggregate-plan.ts";
import { groupMorsels, readGroups } from "./aggregate-source.ts";
import { readPairs } from "./group-pairs.ts";
import type { GroupSetData } from "./group-set.ts";
import type { AggregateSpillPlan } from "./spill-plan.ts";

export class GroupSpiller {
  readonly #context: TaskContext;
  readonly #plan: AggregatePlan;
  readonly #spill: AggregateSpillPlan;
  readonly #rows: KeySpiller;
  readonly #nulls: NullColumns;

  constructor(context: TaskContext, plan: AggregatePlan, spill: AggregateSpillPlan, level: number) {
    this.#context = context;
    this.#plan = plan;
    this.#spill = spill;
    const types = spill.fields.map(({ type }) => type);
    const keys = spill.partitionBy.map((at) => types[at] as LogicalType);
    this.#rows = new KeySpiller(context, types, keys, level);
    this.#nulls = new NullColumns(context, spill.fields);
  }

  /** The groups stay the caller's. Yields after each batch. */
  *write(sets: readonly GroupSetData[]): Generator<void> {
    yield* this.#writeValues(sets);
    for (const [number, data] of sets.entries()) {
      for (const distinct of this.#plan.distincts.keys()) yield* this.#writePairs(number, data, distinct);
    }
  }

  finish(): readonly SpilledRows[] {
    const rows = this.#rows.finish();
    this.#nulls.close();
    return rows;
  }

  release(): void {
    this.#nulls.close();
    this.#rows.release();
  }

  *#writeValues(sets: readonly GroupSetData[]): Generator<void> {
    const { keyTypes, hasSetNumber } = this.#plan;
    const { values } = this.#spill;
    for (const morsel of groupMorsels(sets)) {
      const source = readGroups(this.#context, this.#plan, sets, morsel);
      for (let batch = source.next(); batch !== undefined; batch = source.next()) {
        const row = [...this.#nulls.columns];
        for (const key of keyTypes.keys()) row[key] = batch.columns[key] as Vector;
        if (hasSetNumber) row[keyTypes.length] = batch.columns.at(-1) as Vector;
        for (const [at, place] of values.entries()) {
          if (place !== undefined) row[place] = batch.columns[keyTypes.length + at] as Vector;
        }
        this.#append(batch.rows, row);
        yield;
      }
      source.close();
    }
  }

  *#writePairs(number: number, data: GroupSetData, distinct: number): Generator<void> {
    const { keyTypes, hasSetNumber } = this.#plan;
    const set = this.#plan.sets[number] as GroupingSetPlan;
    const place = this.#spill.distincts[distinct] as number;
    const setNumber = hasSetNumber ? this.#setNumber(number) : undefined;
    for (const { rows, keys, value } of readPairs(this.#context, this.#plan, set, data, distinct)) {
      const row = [...this.#nulls.columns];
      for (const [at, key] of set.keys.entries()) row[key] = keys[at] as Vector;
      if (setNumber !== undefined) row[keyTypes.length] = setNumber;
      row[place] = value;
      this.#append(rows, row);
      yield;
    }
    if (setNumber !== undefined) this.#context.region.free(setNumber.data);
  }

  /** A set's number on every row. */
  #setNumber(number: number): Vector {
    const { region, arena } = this.#context;
    const data = region.allocate(16);
    arena.view().i64[data >>> 3] = BigInt(number);
    const column = this.#nulls.columns[this.#plan.keyTypes.length] as Vector;
    return { ...column, data, validity: 0 };
  }

  #append(rows: number, columns: readonly Vector[]): void {
    const keys = this.#spill.partitionBy.map((at) => columns[at] as Vector);
    this.#rows.append({ rows, columns }, keys);
  }
}
