// How the reader refuses: always with the file, and with column and row group where they are known.
import { FfqError } from "../../common/error.ts";

/** Which part of which file an error is about. */
export interface FilePlace {
  readonly file: string;
  readonly column?: string;
  readonly rowGroup?: number;
}

/** A BAD_FILE error whose message and context name the place. */
export function badFile(what: string, place: FilePlace, cause?: unknown): FfqError {
  const where = [
    ...(place.column === undefined ? [] : [`column "${place.column}"`]),
    ...(place.rowGroup === undefined ? [] : [`row group ${place.rowGroup}`]),
  ];
  const suffix = where.length === 0 ? "" : ` (${where.join(", ")})`;
  return new FfqError(
    "BAD_FILE",
    `${place.file}: ${what}${suffix}`,
    { sqlstate: "XX001", context: { ...place }, hint: "The Parquet file is damaged: restore or rewrite it." },
    cause,
  );
}
