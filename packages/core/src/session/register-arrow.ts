// Arrow tables of the program as tables in memory. Loaded when the first one is registered, and Apache Arrow with it.
import type { Table } from "apache-arrow";
import { batchesOfArrow, fieldsOfArrow } from "../column/arrow-import.ts";
import { insertRows } from "./change-table.ts";
import { isThere, memoryEntry } from "./define.ts";
import type { Session } from "./session.ts";

/** @throws FfqError ALREADY_EXISTS, UNSUPPORTED for a type that SQL has no like of */
export async function registerArrow(session: Session, name: string, table: Table): Promise<void> {
  await session.turns.take(async () => {
    isThere(session, { name, ifNotExists: false });
    const entry = memoryEntry(session, name, fieldsOfArrow(table.schema));
    await insertRows(session, entry, { batches: batchesOfArrow(table), ownsBatches: false });
    session.catalog.add(entry);
  });
}
