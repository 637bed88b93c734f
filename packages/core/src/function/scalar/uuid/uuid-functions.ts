// UUIDs: PostgreSQL manual, section 9.14. A file for each function, with all its rows.
import type { FunctionFamily } from "../../registry.ts";
import { genRandomUuid } from "./gen-random-uuid.ts";
import { uuidExtractTimestamp } from "./uuid-extract-timestamp.ts";
import { uuidExtractVersion } from "./uuid-extract-version.ts";
import { uuidv7 } from "./uuidv7.ts";

export const uuidFunctionRows: readonly FunctionFamily[] = [
  genRandomUuid,
  uuidExtractTimestamp,
  uuidExtractVersion,
  uuidv7,
];
