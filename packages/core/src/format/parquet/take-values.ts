// Values of a page as slots: one kernel for each conversion and form.
import type { Pointer } from "../../arena/arena.ts";
import { unreachable } from "../../common/unreachable.ts";
import type { ChunkContext } from "./chunk-context.ts";
import type { PageValues } from "./page-values.ts";

/** Decodes the next `count` values at the cursor, none of which is NULL, into slots at `out`. */
export function takeValues(
  context: ChunkContext,
  { form, unchecked }: PageValues,
  cursor: Pointer,
  out: Pointer,
  count: number,
): void {
  const { parquet } = context.kernels;
  const { conversion, storage } = context.leaf;
  const wide = storage === "i128" ? 1 : 0;
  const isRefs = form === "refs";
  switch (conversion) {
    case "boolean":
      if (form === "bits") context.status(parquet.decodeLevels(cursor, out, count));
      else context.status(parquet.plainBooleans(cursor, out, count));
      return;
    case "decimalFixed":
      context.status(parquet.plainDecimalFixed(cursor, out, count, wide));
      return;
    case "decimalBytes":
      if (isRefs) context.status(parquet.takeDecimals(cursor, out, count, wide));
      else context.status(parquet.plainDecimalBytes(cursor, out, count, wide));
      return;
    case "text":
    case "bytes":
      if (isRefs) context.status(parquet.takeRefs(cursor, out, count));
      else context.status(parquet.plainTexts(cursor, out, count, unchecked));
      return;
    case "numericFixed":
    case "numericBytes":
      context.status(parquet.takeRefs(cursor, out, count));
      return;
    case "copy32":
      context.status(parquet.plain32(cursor, out, count));
      return;
    case "copy64":
      context.status(parquet.plain64(cursor, out, count));
      return;
    case "small":
      context.status(parquet.plainSmall(cursor, out, count));
      return;
    case "unsigned32":
      context.status(parquet.plainUnsigned32(cursor, out, count));
      return;
    case "unsigned64":
      context.status(parquet.plainUnsigned64(cursor, out, count));
      return;
    case "millis":
      context.status(parquet.plainMillis(cursor, out, count));
      return;
    case "nanos":
      context.status(parquet.plainNanos(cursor, out, count));
      return;
    case "int96":
      context.status(parquet.plainInt96(cursor, out, count));
      return;
    case "decimal32":
      context.status(parquet.plainDecimal32(cursor, out, count));
      return;
    case "decimal64":
      context.status(parquet.plainDecimal64(cursor, out, count));
      return;
    case "timeMillis":
      context.status(parquet.plainTimeMillis(cursor, out, count));
      return;
    case "timeMicros":
      context.status(parquet.plainTime(cursor, out, count, 0));
      return;
    case "timeNanos":
      context.status(parquet.plainTime(cursor, out, count, 1));
      return;
    case "half":
      context.status(parquet.plainHalf(cursor, out, count));
      return;
    case "interval":
      context.status(parquet.plainInterval(cursor, out, count));
      return;
    case "uuid":
      context.status(parquet.plainUuid(cursor, out, count));
      return;
    case "fixedBytes":
      context.status(parquet.plainFixedBytes(cursor, out, count));
      return;
    default:
      unreachable(conversion);
  }
}
