// version() (PostgreSQL manual, section 9.27).
import { SERVER_VERSION } from "../../../common/postgres-version.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { sessionFact } from "./session-fact.ts";

export const version: FunctionFamily = functionFamily(["version"], () => [
  sessionFact("version", `PostgreSQL ${SERVER_VERSION}`, "The PostgreSQL whose SQL this is."),
]);
