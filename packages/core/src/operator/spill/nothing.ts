// A batch without rows: the driver's turn, while a source works without output.
import type { Batch, Vector } from "../../column/vector.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { storageOf } from "../../type/storage.ts";

export function noRows(types: readonly LogicalType[]): Batch {
  const columns = types.map((type): Vector => {
    return { type, storage: storageOf(type), data: 0, validity: 0, index: 0, slots: 0, dictionary: 0 };
  });
  return { rows: 0, columns };
}
