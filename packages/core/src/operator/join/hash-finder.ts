// The first step of every probe of a hash join: the batch's keys as records, and the first match of each row.
import type { Pointer } from "../../arena/arena.ts";
import { fillBytes } from "../../arena/bulk-memory.ts";
import { Projection } from "../../codegen/projection.ts";
import type { Batch, Vector } from "../../column/vector.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { JoinTable, type JoinTableData } from "../../kernel/hash-join.ts";
import type { SymbolTableData } from "../../kernel/hash-symbol.ts";
import { KeyEncoder } from "../key-encoder.ts";
import type { KeyLayout } from "../key-layout.ts";
import type { TaskContext } from "../operator.ts";

export interface FinderState {
  readonly layout: KeyLayout;
  readonly symbols: SymbolTableData | undefined;
  readonly table: JoinTableData;
}

export class HashFinder {
  readonly table: JoinTable;
  /** A u32 per row of the last batch: its first matching build row + 1, 0 for none. */
  readonly found: Pointer;
  readonly #context: TaskContext;
  readonly #projection: Projection;
  readonly #encoder: KeyEncoder;
  readonly #records: Pointer;
  readonly #validity: Pointer;
  #hasNull = false;

  constructor(context: TaskContext, { layout, symbols, table }: FinderState, exprs: readonly PhysicalExpr[]) {
    const { region, batchRows } = context;
    this.#context = context;
    this.table = JoinTable.attach(region, table);
    this.#projection = new Projection(context, exprs);
    this.#encoder = KeyEncoder.attach(region, layout, symbols);
    this.#records = region.allocate(8 * layout.words * batchRows);
    this.#validity = region.allocate(batchRows);
    this.found = region.allocate(4 * batchRows);
  }

  /** Finds each row's first match; answers how many rows have one. */
  find(batch: Batch): number {
    let inPlace: Pointer | undefined;
    this.#hasNull = false;
    this.#projection.evaluateInParts(batch, (keys, rows, from) => {
      if (rows === batch.rows) inPlace = this.#encoder.inPlace(keys, rows);
      if (inPlace === undefined) this.#encode(keys, rows, from);
    });
    return this.table.find(inPlace ?? this.#records, this.validity, batch.rows, this.found);
  }

  #encode(keys: readonly Vector[], rows: number, from: number): void {
    const { arena } = this.#context;
    const validity = this.#validity + from;
    const records = this.#records + 8 * this.#encoder.layout.words * from;
    if (this.#encoder.encode(keys, rows, records, validity)) {
      if (!this.#hasNull) fillBytes(arena, 1, this.#validity, validity);
      this.#hasNull = true;
    } else if (this.#hasNull) fillBytes(arena, 1, validity, validity + rows);
  }

  /** A byte per row of the last batch, 0 = its key holds a NULL that equals nothing; 0 when there is none. */
  get validity(): Pointer {
    return this.#hasNull ? this.#validity : 0;
  }

  close(): void {
    this.#projection.close();
    this.#encoder.close();
    this.table.detach();
    for (const pointer of [this.#records, this.#validity, this.found]) this.#context.region.free(pointer);
  }
}
