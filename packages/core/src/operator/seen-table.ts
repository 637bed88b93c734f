// Rows that were seen, as records of all their columns in a table: which rows of a batch are new.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { Batch, Vector } from "../column/vector.ts";
import { columnKernels } from "../kernel/column.ts";
import { GroupTable, type GroupTableData } from "../kernel/hash-group.ts";
import type { SymbolTableData } from "../kernel/hash-symbol.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { KeyEncoder } from "./key-encoder.ts";
import { keyLayout } from "./key-layout.ts";

/** Plain data. */
export interface SeenTableData {
  readonly groups: GroupTableData;
  readonly symbols: SymbolTableData | undefined;
}

export class SeenTable {
  readonly #region: Region;
  readonly #encoder: KeyEncoder;
  readonly #table: GroupTable;
  readonly #records: Pointer;
  readonly #ids: Pointer;
  readonly #list: Pointer;

  /** For batches of at most `batchRows` rows; goes on from `data`. */
  constructor(region: Region, types: readonly LogicalType[], batchRows: number, data?: SeenTableData) {
    const layout = keyLayout(types.map((type) => ({ type, nulls: "equal" })));
    this.#region = region;
    this.#encoder = KeyEncoder.create(region, layout, data?.symbols);
    this.#table =
      data === undefined ? GroupTable.create(region, { words: layout.words }) : GroupTable.attach(region, data.groups);
    this.#records = region.allocate(8 * layout.words * batchRows);
    this.#ids = region.allocate(4 * batchRows);
    this.#list = region.allocate(4 * batchRows);
  }

  /** Adds the rows of a batch of flat columns; answers those that are new, valid until the next call. */
  add({ rows, columns }: Batch): Batch {
    const known = this.#table.count;
    this.#encoder.encode(columns, rows, this.#records, 0);
    this.#table.findOrAdd(this.#records, rows, this.#ids);
    const added = columnKernels(this.#region.arena).firstRows(this.#ids, rows, known, this.#list);
    return { rows: added, columns: columns.map((column): Vector => ({ ...column, index: this.#list })) };
  }

  /** Ends adding; what it knows stays, as data. */
  finish(): SeenTableData {
    const data = { groups: this.#table.toData(), symbols: this.#encoder.symbols() };
    this.#freeBuffers();
    this.#encoder.close();
    this.#table.detach();
    return data;
  }

  release(): void {
    this.#freeBuffers();
    this.#encoder.release();
    this.#table.release();
  }

  #freeBuffers(): void {
    for (const pointer of [this.#records, this.#ids, this.#list]) this.#region.free(pointer);
  }
}
