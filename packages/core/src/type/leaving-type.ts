// The type as which values leave the engine and come back: numerics without fixed scale are texts in both directions,
// also within lists and structs, since Arrow's decimals have one scale a column.
import { isFixedNumeric, type LogicalType, listOf, TEXT } from "./logical-type.ts";

/** The type itself where its values leave as they are. */
export function leavingType(type: LogicalType): LogicalType {
  switch (type.kind) {
    case "numeric":
      return isFixedNumeric(type) ? type : TEXT;
    case "list": {
      const element = leavingType(type.element);
      return element === type.element ? type : listOf(element);
    }
    case "struct": {
      const fields = type.fields.map((field) => ({ ...field, type: leavingType(field.type) }));
      return fields.every((field, at) => field.type === type.fields[at]?.type) ? type : { kind: "struct", fields };
    }
    default:
      return type;
  }
}
