// What an update does for each row, around the additions (emit-update.ts): finds the row's group once, skips NULLs and
// marks groups. Parts of sums lie apart from the states, so that one address serves all of a group's; where rows are not
// grouped they stay in locals until the loop ends. They take 0 for NULL: which values of a CASE are NULL is not guessed.
import { internal } from "../common/error.ts";
import type { IrUpdate } from "../ir/ir.ts";
import { PARTS_STRIDE } from "./call-block.ts";
import type { EmitSite, ValueLocals } from "./emit-site.ts";
import { emitPart, emitUpdate } from "./emit-update.ts";
import type { OutputLocals } from "./function-scope.ts";
import { I32, I64, type Local } from "./wasm-encoder.ts";

export interface UpdateLocals {
  /** By update: its state, and the bytes that mark groups as seen. */
  readonly states: readonly OutputLocals[];
  /** The rows' groups; absent where rows are not grouped. */
  readonly groups: Local | undefined;
  /** Absent where no update is a part. */
  readonly parts: Local | undefined;
}

export class UpdateWriter {
  readonly #site: EmitSite;
  readonly #updates: readonly IrUpdate[];
  readonly #outputs: UpdateLocals;
  /** 0 where rows are not grouped. */
  readonly #group: Local;
  /** Address of the group's first part. */
  readonly #cell: Local | undefined;
  /** By update: the sums of rows that are not grouped. */
  readonly #totals: readonly (Local | undefined)[];

  constructor(site: EmitSite, updates: readonly IrUpdate[], outputs: UpdateLocals) {
    this.#site = site;
    this.#updates = updates;
    this.#outputs = outputs;
    const { body } = site;
    const { groups, parts } = outputs;
    this.#group = body.local("group", I32);
    this.#cell = groups === undefined || parts === undefined ? undefined : body.local("partCell", I32);
    this.#totals = updates.map(({ state }) =>
      state === "part" && groups === undefined ? body.local("total", I64) : undefined,
    );
  }

  /** Before a row's expressions. */
  begin(row: Local): void {
    const { body } = this.#site;
    const { groups, parts } = this.#outputs;
    if (groups === undefined) return;
    body.get(groups).get(row).i32(2).op("i32.shl", "i32.add").at("i32.load").set(this.#group);
    if (parts === undefined || this.#cell === undefined) return;
    body.get(parts).get(this.#group).i32(3).op("i32.shl", "i32.add").set(this.#cell);
  }

  /** The value of the update at a position. */
  take(position: number, { values, isNull }: ValueLocals): void {
    const { body } = this.#site;
    const update = this.#updates[position] as IrUpdate;
    const { data, validity } = this.#outputs.states[position] as OutputLocals;
    if (update.state === "part") {
      this.#addPart(position, values[0] as Local, isNull);
      if (validity !== undefined) this.#mark(validity, isNull);
      return;
    }
    if (isNull !== undefined) body.get(isNull).op("i32.eqz").named("present").if();
    emitUpdate(this.#site, update, data, this.#group, values);
    if (validity !== undefined) this.#mark(validity, undefined);
    if (isNull !== undefined) body.op("end");
  }

  /** Marks the row's group as seen unless the value is NULL. */
  #mark(validity: Local, isNull: Local | undefined): void {
    const { body } = this.#site;
    body.get(validity).get(this.#group).op("i32.add");
    if (isNull === undefined) {
      body.i32(1).at("i32.store8");
      return;
    }
    const address = body.local("seen", I32);
    body.tee(address).get(address).at("i32.load8_u").get(isNull).op("i32.eqz", "i32.or").at("i32.store8");
  }

  /** Behind the rows: what was kept in locals. */
  finish(): void {
    const { parts } = this.#outputs;
    for (const [position, total] of this.#totals.entries()) {
      if (total === undefined || parts === undefined) continue;
      emitPart(this.#site, parts, position * PARTS_STRIDE, total);
    }
  }

  #addPart(position: number, found: Local, isNull: Local | undefined): void {
    const { body } = this.#site;
    let value = found;
    if (isNull !== undefined) {
      value = body.local("part", I64);
      body.i64(0n).get(found).get(isNull).op("select").set(value);
    }
    const total = this.#totals[position];
    if (total !== undefined) body.get(total).get(value).op("i64.add").set(total);
    else if (this.#cell !== undefined) emitPart(this.#site, this.#cell, position * PARTS_STRIDE, value);
    else throw internal("a part of a sum has no place");
  }
}
