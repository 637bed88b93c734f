// Small plans and tables for tests of the runtime: integer columns in the arena, in segments.
import type { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { MEMORY, packPieces } from "../catalog/memory-morsel.ts";
import type { Morsel, TableProvider } from "../catalog/table-provider.ts";
import type { ResultBatch } from "../column/result-batch.ts";
import type { Field, Vector } from "../column/vector.ts";
import { StageId } from "../common/ids.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { StageGraph } from "../physical/fragment.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { BOOL, INT4, type LogicalType } from "../type/logical-type.ts";
import type { ResultStream } from "./result.ts";

export const column = (index: number, type: LogicalType = INT4): PhysicalExpr => ({ kind: "input", index, type });
export const number = (value: number): PhysicalExpr => ({ kind: "constant", value, type: INT4 });
export const call = (overload: string, args: readonly PhysicalExpr[], type: LogicalType = INT4): PhysicalExpr => ({
  kind: "call",
  overload,
  args,
  type,
});
export const equal = (left: PhysicalExpr, right: PhysicalExpr): PhysicalExpr =>
  call("=(int4,int4)", [left, right], BOOL);
export const field = (name: string, type: LogicalType = INT4, nullable = false): Field => ({ name, type, nullable });

/** A table of one int4 column `x`: 0, 1, 2 ..., in segments of `segmentRows`. */
export class Numbers {
  readonly rows: number;
  readonly provider: TableProvider;
  readonly #region: Region;
  readonly #budget: Budget;
  /** Morsels given out so far. */
  given = 0;

  /** @param atHand its scans say that their morsels are there at once, so that a thread may be sent all of a plan */
  constructor(arena: Arena, rows: number, segmentRows: number, atHand = false) {
    this.rows = rows;
    this.#budget = Budget.create(arena);
    this.#region = Region.create(arena, this.#budget);
    const data = this.#region.allocate(rows * 4);
    arena.view().i32.set(
      Array.from({ length: rows }, (_, row) => row),
      data >>> 2,
    );
    const vector: Vector = { type: INT4, storage: "i32", data, validity: 0, index: 0, slots: rows, dictionary: 0 };
    const segment = (start: number): Morsel => {
      this.given++;
      const end = Math.min(rows, start + segmentRows);
      const payload = packPieces([{ columns: [vector], start, end }]);
      return { reader: MEMORY, rows: end - start, payload, owned: [] };
    };
    const share = function* (partition: number, partitions: number): Generator<Morsel> {
      let count = 0;
      for (let start = 0; start < rows; start += segmentRows) {
        if (count++ % partitions === partition) yield segment(start);
      }
    };
    this.provider = {
      ref: { provider: MEMORY, name: "numbers", spec: undefined },
      fields: [field("x")],
      statistics: { rows, columns: [{}] },
      plan: ({ filters }) => ({
        residual: filters.map((_, position) => position),
        estimatedRows: rows,
        description: {},
        morsels: async function* ({ partition, partitions }) {
          yield* share(partition, partitions);
        },
        atHand: ({ partition, partitions }) => (atHand ? [...share(partition, partitions)] : undefined),
      }),
    };
  }

  get scan(): PhysicalPlan {
    const { ref, fields } = this.provider;
    return { kind: "scan", table: ref, columns: [0], filters: [], fields, estimatedRows: this.rows };
  }

  release(): void {
    this.#region.release();
    this.#budget.release();
  }
}

export const filter = (input: PhysicalPlan, predicate: PhysicalExpr): PhysicalPlan => ({
  kind: "filter",
  input,
  predicate,
  fields: input.fields,
  estimatedRows: input.estimatedRows,
});

export const project = (input: PhysicalPlan, exprs: readonly PhysicalExpr[]): PhysicalPlan => ({
  kind: "project",
  input,
  exprs,
  fields: exprs.map(({ type }, position) => field(`c${position}`, type, true)),
  estimatedRows: input.estimatedRows,
});

/** The plan as the only stage. */
export const single = (plan: PhysicalPlan): StageGraph => ({
  stages: [{ id: StageId(0), plan, partitions: 1, output: { kind: "single" }, inputs: [] }],
});

/** Values of integer columns, row by row; NULL as null. */
export function integerRows({ rows, columns }: ResultBatch): (number | null)[][] {
  const values = columns.map(({ type, data, validity }) => {
    const whole = type.kind === "int8" ? new BigInt64Array(data.buffer, data.byteOffset, rows) : undefined;
    const half = new Int32Array(data.buffer, data.byteOffset, whole === undefined ? rows : 0);
    return Array.from({ length: rows }, (_, row) => {
      if (validity !== undefined && (((validity[row >> 3] as number) >> (row & 7)) & 1) === 0) return null;
      return Number(whole === undefined ? half[row] : whole[row]);
    });
  });
  return Array.from({ length: rows }, (_, row) => values.map((column_) => column_[row] as number | null));
}

export async function collect(stream: ResultStream): Promise<(number | null)[][]> {
  const rows: (number | null)[][] = [];
  for await (const batch of stream) rows.push(...integerRows(batch));
  return rows;
}
