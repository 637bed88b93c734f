// current_database() (PostgreSQL manual, section 9.27).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { sessionFact } from "./session-fact.ts";
import { SESSION_NAME } from "./session-name.ts";

export const currentDatabase: FunctionFamily = functionFamily(["current_database"], () => [
  sessionFact("current_database", SESSION_NAME, "The database's name, which is always the same."),
]);
