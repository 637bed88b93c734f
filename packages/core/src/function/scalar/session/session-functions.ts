// The session and its catalog: PostgreSQL manual, section 9.27. A file for each function, with all its rows.
import type { FunctionFamily } from "../../registry.ts";
import { currentDatabase } from "./current-database.ts";
import { currentSchema } from "./current-schema.ts";
import { currentSetting } from "./current-setting.ts";
import { getDatabaseEncoding } from "./get-database-encoding.ts";
import { pgClientEncoding } from "./pg-client-encoding.ts";
import { pgTypeof } from "./pg-typeof.ts";
import { version } from "./version.ts";

export const sessionFunctions: readonly FunctionFamily[] = [
  currentDatabase,
  currentSchema,
  currentSetting,
  getDatabaseEncoding,
  pgClientEncoding,
  pgTypeof,
  version,
];
