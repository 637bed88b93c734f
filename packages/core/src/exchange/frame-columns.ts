// How each SQL type crosses between processes in an exchange's frames. As it lies in the arena (type/storage.ts)
// where Arrow has that layout too; numerics without fixed scale keep the engine's own form, since reader and
// writer are the same version and text would cost a conversion each way.
import type { FrameColumn } from "../column/arrow-frame.ts";
import { unreachable } from "../common/unreachable.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { storageOf, storageWidth } from "../type/storage.ts";

/** What is done to a column's slots on the way out and in. */
export type SlotForm = "bits" | "narrow16" | "slots" | "texts" | "numerics" | "nested";

export function slotForm(type: LogicalType): SlotForm {
  if (type.kind === "bool") return "bits";
  if (type.kind === "int2") return "narrow16";
  if (storageOf(type) !== "ref") return "slots";
  if (type.kind === "list" || type.kind === "struct") return "nested";
  return type.kind === "numeric" ? "numerics" : "texts";
}

export function frameColumn(type: LogicalType): FrameColumn {
  const form = slotForm(type);
  switch (form) {
    case "bits":
      return { kind: "bits" };
    case "narrow16":
      return { kind: "fixed", width: 2 };
    case "slots":
      return { kind: "fixed", width: storageWidth(storageOf(type)) };
    case "texts":
    case "numerics":
    case "nested":
      return { kind: "bytes" };
    default:
      return unreachable(form);
  }
}
